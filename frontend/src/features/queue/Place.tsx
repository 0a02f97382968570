import { Plural, Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useNow } from "@/shared/time/useTimes";
import { Surface } from "@/shared/ui/Surface";
import type { Turn } from "./api";
import { spanOf } from "./figures";
import { NoPromise } from "./Offers";
import classes from "./queue.module.css";
import { HowTrue, Wait } from "./Words";

/** Where somebody stands, said in one large line, and the wait that is left. */
export function Place({ turn, live }: { turn: Turn; live: boolean }) {
  const now = useNow(15_000);
  const waited = Math.max(0, Math.floor((now - Date.parse(turn.joined_at)) / 60_000));
  const ahead = turn.ahead ?? 0;
  const most = turn.stated ? spanOf(turn.stated.p90_s) : null;
  return (
    <Surface>
      <Stack gap="sm">
        <div role="status" aria-live="polite">
          <Text className={classes.place}>
            <Plural
              value={ahead}
              _0="You are next"
              one="# person is before you"
              few="# people are before you"
              many="# people are before you"
              other="# people are before you"
            />
          </Text>
          <Text fz="lg">
            {turn.doctors === 0 ? (
              <Trans>No doctor is on duty at the moment. You keep your place.</Trans>
            ) : turn.estimate ? (
              <Wait estimate={turn.estimate} />
            ) : (
              <NoPromise />
            )}
          </Text>
        </div>
        <Text c="dimmed">
          {waited === 0 ? (
            <Trans>You have just come.</Trans>
          ) : (
            <Plural
              value={waited}
              one="You have waited # minute."
              few="You have waited # minutes."
              many="You have waited # minutes."
              other="You have waited # minutes."
            />
          )}{" "}
          {most === null ? null : (
            <Trans>When you came we said: within {most} for nine of ten people.</Trans>
          )}
        </Text>
        <HowTrue accuracy={turn.accuracy} />
        <Text size="sm" c="dimmed">
          {live ? (
            <Trans>Updated at once. Somebody more urgent may be seen before you.</Trans>
          ) : (
            <Trans>Updated every half minute. Somebody more urgent may be seen before you.</Trans>
          )}
        </Text>
      </Stack>
    </Surface>
  );
}
