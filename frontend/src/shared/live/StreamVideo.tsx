import { useEffect, useRef, useState } from "react";

interface Props {
  stream: MediaStream | null;
  /** For one's own picture: silent, and mirrored as in a mirror. */
  self?: boolean;
  /** Where the sound goes (a `MediaDeviceInfo.deviceId`), in browsers that let it be chosen. */
  speakerId?: string;
  label: string;
  className?: string;
  /** The browser refused to play sound before a press on the page: offer a button that calls `play`. */
  onBlocked?: (play: () => void) => void;
}

/** A stream on show. The page decides what is over it: names, states, buttons. */
export function StreamVideo({ stream, self, speakerId, label, className, onBlocked }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  const blocked = useRef(onBlocked);
  blocked.current = onBlocked;
  const [playing, setPlaying] = useState(false);

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = stream;
    if (!stream) return;
    const play = () => {
      video.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError")
          blocked.current?.(play);
      });
    };
    play();
    return () => {
      video.srcObject = null;
    };
  }, [stream]);

  useEffect(() => {
    const video = element.current;
    if (video && speakerId && "setSinkId" in video)
      void video.setSinkId(speakerId).catch(() => undefined);
  }, [speakerId]);

  return (
    <video
      ref={element}
      aria-label={label}
      className={className}
      data-playing={playing}
      onPlaying={() => setPlaying(true)}
      onPause={() => setPlaying(false)}
      autoPlay
      playsInline
      muted={self}
      style={self ? { transform: "scaleX(-1)" } : undefined}
    />
  );
}
