import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";

interface Props {
  start: string;
  end?: string;
  zone: string;
  size?: string;
}

/** A visit's time in words: day, clock and zone, and this device's reading when it is another. */
export function WhenWords({ start, end, zone, size = "xl" }: Props) {
  const times = useTimes();
  const now = useNow(60_000);
  const moment = times.moment(start, now);
  const until = end ? `–${times.clock(end)}` : "";
  const zoneName = upperFirst(times.zoneWords(zone));
  const here = times.deviceMoment(start, now);
  return (
    <div>
      <Text fz={size} fw={650} lh={1.3} style={{ textWrap: "balance" }}>
        <span style={{ display: "inline-block" }}>{upperFirst(moment + until)}</span>
      </Text>
      <Text c={here ? undefined : "dimmed"}>
        {here ? (
          <Trans>
            {zoneName}. On your device: <b>{here}</b>
          </Trans>
        ) : (
          zoneName
        )}
      </Text>
    </div>
  );
}
