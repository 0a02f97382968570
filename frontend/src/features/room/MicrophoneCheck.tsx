import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { CaptureAdvice, DeviceSelect } from "./CaptureAdvice";
import { CheckSection, type Verdict } from "./CheckSection";
import classes from "./room.module.css";
import { useCapture } from "./useCapture";
import { useLevel } from "./useLevel";

/** Louder than the hiss of a silent room. */
const heardAt = 0.3;

export function MicrophoneCheck() {
  const { t } = useLingui();
  const microphone = useCapture("audio");
  const level = useLevel(microphone.stream);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (level > heardAt) setHeard(true);
  }, [level]);

  const open = microphone.state === "ok";
  let verdict: Verdict = "failed";
  let words = t`Does not work`;
  if (microphone.state === "asking") [verdict, words] = ["waiting", t`Asking the browser…`];
  else if (open && heard) [verdict, words] = ["ok", t`We hear you`];
  else if (open) [verdict, words] = ["waiting", t`Say something`];

  return (
    <CheckSection title={<Trans>Microphone</Trans>} verdict={verdict} words={words}>
      {open ? (
        <>
          <meter
            className={classes.level}
            min={0}
            max={1}
            value={level}
            aria-label={t`How loud you are`}
          />
          {heard ? null : (
            <Text c="dimmed">
              <Trans>
                The bar moves when you speak. If it stays still, choose another microphone, or see
                whether yours is muted.
              </Trans>
            </Text>
          )}
        </>
      ) : null}
      <DeviceSelect capture={microphone} label={t`Which microphone`} />
      <CaptureAdvice capture={microphone} />
    </CheckSection>
  );
}
