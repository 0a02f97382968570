import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState, Loaded } from "@/shared/ui/states";
import { getTicket, join, type Release, type Ticket } from "./api";
import { Times } from "./Times";

interface Props {
  release: Release;
  patientId: string;
}

/** One patient's turn, from coming to the queue to choosing a time. The page may be left and opened again. */
export function Turn({ release, patientId }: Props) {
  const cache = useQueryClient();
  const key = ["releases", release.id, "ticket", patientId];
  const ticket = useQuery({
    queryKey: key,
    queryFn: () => getTicket(release.id, patientId),
    refetchInterval: ({ state }) => (state.data ? state.data.ask_again_s * 1000 : false),
  });
  const come = useMutation({
    mutationFn: () => join(release.id, patientId),
    onSuccess: (found) => cache.setQueryData(key, found),
  });
  // Places are drawn by whoever asks first once it is open.
  const now = useNow(1000);
  const undrawn =
    ticket.data?.place === null && now >= Date.parse(release.opens_at) && !come.isPending;
  const draw = come.mutate;
  useEffect(() => {
    if (undrawn) draw();
  }, [undrawn, draw]);
  return (
    <Loaded of={ticket}>
      {(found) => (
        <Stack>
          {found ? (
            <Place release={release} ticket={found} onAgain={() => come.mutate()} />
          ) : (
            <Come release={release} pending={come.isPending} onCome={() => come.mutate()} />
          )}
          {come.error ? <ErrorState error={come.error} /> : null}
        </Stack>
      )}
    </Loaded>
  );
}

interface ComeProps {
  release: Release;
  pending: boolean;
  onCome: () => void;
}

function Come({ release, pending, onCome }: ComeProps) {
  const open = useNow(1000) >= Date.parse(release.opens_at);
  return (
    <Stack align="flex-start">
      <Text>
        {open ? (
          <Trans>It is open. Whoever comes now stands behind those who are here.</Trans>
        ) : (
          <Trans>
            Everybody who is here before it opens is put into a random order then. It makes no
            difference who comes first.
          </Trans>
        )}
      </Text>
      <Button size="lg" loading={pending} onClick={onCome}>
        <Trans>Take a place in the queue</Trans>
      </Button>
    </Stack>
  );
}

interface PlaceProps {
  release: Release;
  ticket: Ticket;
  onAgain: () => void;
}

function Place({ release, ticket, onAgain }: PlaceProps) {
  if (ticket.used) return <Booked />;
  if (ticket.over) return <TurnOver onAgain={onAgain} />;
  if (ticket.admitted) return <Admitted release={release} ticket={ticket} />;
  if (ticket.place === null) return <BeforeOpening opensAt={ticket.opens_at} />;
  return <Waiting ticket={ticket} place={ticket.place} />;
}

function Booked() {
  return (
    <Notice kind="success" title={<Trans>You have booked your visit</Trans>}>
      <ButtonLink to="/visits" variant="default">
        <Trans>My visits</Trans>
      </ButtonLink>
    </Notice>
  );
}

function TurnOver({ onAgain }: { onAgain: () => void }) {
  return (
    <Notice kind="warning" title={<Trans>Your turn is over</Trans>}>
      <Stack gap="sm" align="flex-start">
        <Text>
          <Trans>You can take a new place, behind everybody who waits now.</Trans>
        </Text>
        <Button onClick={onAgain}>
          <Trans>Take a new place</Trans>
        </Button>
      </Stack>
    </Notice>
  );
}

function BeforeOpening({ opensAt }: { opensAt: string }) {
  const { t } = useLingui();
  const times = useTimes();
  const left = Date.parse(opensAt) - useNow(1000);
  return (
    <Surface>
      <Title order={2} fz="h3">
        <Trans>You are in</Trans>
      </Title>
      <Text fz="xl" role="timer" aria-label={t`Until it opens`}>
        <Trans>Opens in {times.running(left)}</Trans>
      </Text>
      <Text c="dimmed">
        <Trans>
          Then everybody gets a place by chance. You may close this page and come back: your place
          is kept.
        </Trans>
      </Text>
    </Surface>
  );
}

function Waiting({ ticket, place }: { ticket: Ticket; place: number }) {
  const times = useTimes();
  const now = useNow(1000);
  const turn = ticket.turn_at ? Date.parse(ticket.turn_at) : null;
  const left = times.running(turn ? turn - now : 0);
  return (
    <Surface>
      <Title order={2} fz="h3">
        <Trans>Your place is {place}</Trans>
      </Title>
      <Text role="status">
        <Plural
          value={ticket.ahead ?? 0}
          _0="You are next"
          one="# person before you"
          other="# people before you"
        />
      </Text>
      {turn ? (
        <Text fz="xl">
          <Trans>Your turn comes in {left}</Trans>
        </Text>
      ) : (
        <Text>
          <Trans>
            Your turn would come after this is over. What is left then can be booked by anybody.
          </Trans>
        </Text>
      )}
      <Text c="dimmed">
        <Trans>
          You may close this page: your place is kept, and we write when it is your turn.
        </Trans>
      </Text>
    </Surface>
  );
}

function Admitted({ release, ticket }: { release: Release; ticket: Ticket }) {
  const times = useTimes();
  const now = useNow(1000);
  const left = times.running(Date.parse(ticket.turn_until ?? release.closes_at) - now);
  return (
    <Stack>
      <Notice kind="success" title={<Trans>It is your turn</Trans>}>
        <Trans>
          Choose a time and book it within <b>{left}</b>.
        </Trans>
      </Notice>
      <Times release={release} patientId={ticket.patient_id} />
    </Stack>
  );
}
