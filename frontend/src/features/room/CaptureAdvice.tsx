import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { Notice } from "@/shared/ui/Notice";
import type { Capture, CaptureState } from "./useCapture";

/** What to do when a camera or a microphone does not open. */
export function CaptureAdvice({ capture }: { capture: Capture }) {
  if (capture.state === "ok" || capture.state === "asking") return null;
  return (
    <Notice kind="danger">
      <Stack gap="sm">
        <Text>
          <Advice state={capture.state} />
        </Text>
        <Group>
          <Button variant="default" onClick={capture.again}>
            <Trans>Try again</Trans>
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}

function Advice({ state }: { state: CaptureState }) {
  switch (state) {
    case "blocked":
      return (
        <Trans>
          The browser does not allow it. Press the lock or camera sign beside the address, allow it
          there, then try again.
        </Trans>
      );
    case "missing":
      return (
        <Trans>
          No such device was found. Plug it in or switch it on, or use a phone for the visit.
        </Trans>
      );
    case "busy":
      return (
        <Trans>Another program is using it. Close other calls and programs, then try again.</Trans>
      );
    default:
      return (
        <Trans>
          This browser cannot do it. Use a recent Chrome, Safari, Firefox or Edge; the visit can
          still go on in writing.
        </Trans>
      );
  }
}

/** A choice among several cameras or microphones. */
export function DeviceSelect({ capture, label }: { capture: Capture; label: string }) {
  const { t } = useLingui();
  if (capture.devices.length < 2) return null;
  return (
    <NativeSelect
      label={label}
      value={capture.deviceId}
      onChange={(event) => capture.choose(event.currentTarget.value)}
    >
      {capture.devices.map((device, index) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label || t`Device ${index + 1}`}
        </option>
      ))}
    </NativeSelect>
  );
}
