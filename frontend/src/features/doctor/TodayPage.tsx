import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useDeskLine } from "@/shared/live/useDeskLine";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { getToday, type Today } from "./api";
import classes from "./doctor.module.css";
import { FirstThing } from "./FirstThing";
import { Timeline } from "./Timeline";
import { WaitingList } from "./WaitingList";

export function TodayPage() {
  return (
    <SignedIn>
      <TodayBoard />
    </SignedIn>
  );
}

/** The day at a glance; "desk" in the key lets the desk's socket refresh it. */
function TodayBoard() {
  const today = useQuery({
    queryKey: ["desk", "today"],
    queryFn: () => getToday(),
    refetchInterval: 60_000,
  });
  return (
    <Loaded of={today} loading={<LoadingRows rows={5} />}>
      {(data) => <Board today={data} />}
    </Loaded>
  );
}

function Board({ today }: { today: Today }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(15_000);
  const { waiting, live } = useDeskLine();
  const name = times.dayName(today.date, now);
  return (
    <>
      <PageHeader title={t`Today, ${name}`} lead={times.zoneWords(today.zone)} />
      <FirstThing today={today} waiting={waiting.data ?? []} now={now} />
      <div className={classes.columns}>
        <section aria-labelledby="waiting-title">
          <Title order={2} fz="h3" mb="sm" id="waiting-title">
            <Trans>Waiting now</Trans>
          </Title>
          <WaitingList waiting={waiting} now={now} />
          <Text size="sm" c="dimmed" mt="xs" role="status">
            {live ? <Trans>Updated at once</Trans> : <Trans>Updated every 15 seconds</Trans>}
          </Text>
        </section>
        <section aria-labelledby="day-title">
          <Title order={2} fz="h3" mb="sm" id="day-title">
            <Trans>Your day</Trans>
          </Title>
          <Timeline today={today} now={now} />
        </section>
      </div>
    </>
  );
}
