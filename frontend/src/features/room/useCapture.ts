import { useCallback, useEffect, useRef, useState } from "react";
import { chooseDevices, chosenDevices } from "./deviceChoice";

export type CaptureState =
  | "asking"
  | "ok"
  /** The person or the browser said no. */
  | "blocked"
  /** There is no such device. */
  | "missing"
  /** Another program has it. */
  | "busy"
  /** Too old a browser, or not https. */
  | "unsupported";

export interface Capture {
  state: CaptureState;
  stream: MediaStream | null;
  devices: MediaDeviceInfo[];
  deviceId: string;
  choose: (deviceId: string) => void;
  again: () => void;
}

export function captureState(error: unknown): CaptureState {
  if (!(error instanceof DOMException)) return "unsupported";
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unsupported";
  }
}

const idKey = { audio: "audioDeviceId", video: "videoDeviceId" } as const;

/** Opens one camera or one microphone while the page is open, and lets go of it afterwards. */
export function useCapture(kind: "audio" | "video"): Capture {
  const [wanted, setWanted] = useState(() => chosenDevices()[idKey[kind]] ?? "");
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<CaptureState>("asking");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const current = useRef<MediaStream | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks anew
  useEffect(() => {
    let dropped = false;
    setState("asking");
    open(kind, wanted).then(
      async (opened) => {
        if (dropped) return stop(opened);
        current.current = opened;
        setStream(opened);
        setState("ok");
        setDevices(await inputs(kind));
      },
      (error: unknown) => {
        if (!dropped) setState(captureState(error));
      },
    );
    return () => {
      dropped = true;
      stop(current.current);
      current.current = null;
      setStream(null);
    };
  }, [kind, wanted, attempt]);

  const choose = useCallback(
    (deviceId: string) => {
      chooseDevices({ [idKey[kind]]: deviceId });
      setWanted(deviceId);
    },
    [kind],
  );
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  const deviceId = stream?.getTracks()[0]?.getSettings().deviceId ?? wanted;
  return { state, stream, devices, deviceId, choose, again };
}

async function open(kind: "audio" | "video", deviceId: string): Promise<MediaStream> {
  const constraint = deviceId ? { deviceId: { ideal: deviceId } } : true;
  // Absent on pages that are neither https nor local; the TypeError becomes "unsupported".
  return navigator.mediaDevices.getUserMedia({ [kind]: constraint });
}

async function inputs(kind: "audio" | "video"): Promise<MediaDeviceInfo[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === `${kind}input` && device.deviceId !== "");
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
