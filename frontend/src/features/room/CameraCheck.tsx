import { Trans, useLingui } from "@lingui/react/macro";
import { StreamVideo } from "@/shared/live/StreamVideo";
import { CaptureAdvice, DeviceSelect } from "./CaptureAdvice";
import { CheckSection } from "./CheckSection";
import classes from "./room.module.css";
import { type CaptureState, useCapture } from "./useCapture";

export function CameraCheck() {
  const { t } = useLingui();
  const camera = useCapture("video");
  const words = { waiting: t`Asking the browser…`, ok: t`Works`, failed: t`Does not work` };
  const verdicts: Partial<Record<CaptureState, "waiting" | "ok">> = { asking: "waiting", ok: "ok" };
  const verdict = verdicts[camera.state] ?? "failed";
  return (
    <CheckSection title={<Trans>Camera</Trans>} verdict={verdict} words={words[verdict]}>
      {camera.stream ? (
        <div className={classes.mirror}>
          <StreamVideo stream={camera.stream} self label={t`Your picture`} />
        </div>
      ) : null}
      <DeviceSelect capture={camera} label={t`Which camera`} />
      <CaptureAdvice capture={camera} />
    </CheckSection>
  );
}
