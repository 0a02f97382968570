import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { differsFromDevice, parseLocal } from "@/shared/time/local";
import { useTimes } from "@/shared/time/useTimes";

/** Whose clock the times on this page follow; more plainly when this device shows another. */
export function ZoneNote({ zone, start }: { zone: string; start?: string | undefined }) {
  const times = useTimes();
  const name = times.zoneWords(zone);
  const other = start ? differsFromDevice(parseLocal(start)) : false;
  return (
    <Text c={other ? undefined : "dimmed"} fw={other ? 600 : undefined}>
      {other ? (
        <Trans>All times are {name}: not the time on your device.</Trans>
      ) : (
        <Trans>All times are {name}.</Trans>
      )}
    </Text>
  );
}
