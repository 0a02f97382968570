import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { SignedIn } from "@/shared/auth/SignedIn";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import type { Turn } from "./api";
import { Callback } from "./Callback";
import { LeaveLine } from "./LeaveLine";
import { Place } from "./Place";
import { type TurnState, useTurn } from "./useTurn";

export function TurnPage() {
  const { entryId } = useParams({ from: "/now/$entryId" });
  return (
    <SignedIn>
      <TurnOf key={entryId} id={entryId} />
    </SignedIn>
  );
}

function TurnOf({ id }: { id: string }) {
  const state = useTurn(id);
  return <Loaded of={state.turn}>{(turn) => <Standing turn={turn} state={state} />}</Loaded>;
}

function Standing({ turn, state }: { turn: Turn; state: TurnState }) {
  const { t } = useLingui();
  const what = [turn.service.name, turn.clinic.name, turn.patient.display_name].join(" · ");
  const titles: Record<Turn["status"], string> = {
    waiting: t`You are in line`,
    away: t`You are in line`,
    called: t`It is your turn`,
    in_visit: t`Your visit is under way`,
    done: t`Your visit is over`,
    left: t`You are not in line any more`,
  };
  return (
    <Stack gap="lg" maw={640}>
      <PageHeader title={titles[turn.status]} lead={what} />
      {state.turn.error ? <Cut turn={turn} /> : null}
      <Body turn={turn} state={state} />
    </Stack>
  );
}

function Body({ turn, state }: { turn: Turn; state: TurnState }) {
  switch (turn.status) {
    case "called":
    case "in_visit":
      return <Called turn={turn} state={state} />;
    case "done":
      return <Done turn={turn} />;
    case "left":
      return <Gone turn={turn} />;
    default:
      return (
        <>
          <Place turn={turn} live={state.live} />
          <Callback turn={turn} state={state} />
          <LeaveLine state={state} />
        </>
      );
  }
}

/** Nothing has been heard for a while: what is kept, and until when. */
function Cut({ turn }: { turn: Turn }) {
  return (
    <Notice kind="warning" title={<Trans>The connection is lost</Trans>}>
      {turn.callback ? (
        <Trans>Your place is kept, and you are told when it is your turn.</Trans>
      ) : (
        <Trans>
          Your place is kept for ten minutes. This page comes back by itself as soon as there is a
          connection.
        </Trans>
      )}
    </Notice>
  );
}

function Called({ turn, state }: { turn: Turn; state: TurnState }) {
  const doctor = turn.doctor?.display_name ?? "";
  return (
    <>
      <Notice kind="success" title={<Trans>{doctor} is ready for you</Trans>}>
        <Stack gap="md" align="flex-start" role="alert">
          <Text>
            <Trans>Come in now: the doctor is waiting for some minutes.</Trans>
          </Text>
          {turn.appointment_id ? (
            <ButtonLink
              to="/visits/$visitId/room"
              params={{ visitId: turn.appointment_id }}
              size="xl"
            >
              <Trans>Join the visit</Trans>
            </ButtonLink>
          ) : null}
        </Stack>
      </Notice>
      {turn.status === "called" ? <LeaveLine state={state} /> : null}
    </>
  );
}

function Done({ turn }: { turn: Turn }) {
  return (
    <EmptyState
      title={<Trans>The doctor has seen you</Trans>}
      action={
        turn.appointment_id ? (
          <ButtonLink to="/visits/$visitId/after" params={{ visitId: turn.appointment_id }}>
            <Trans>What the doctor wrote</Trans>
          </ButtonLink>
        ) : null
      }
    >
      <Trans>You find the visit among your visits.</Trans>
    </EmptyState>
  );
}

function Gone({ turn }: { turn: Turn }) {
  return (
    <EmptyState
      title={<Why turn={turn} />}
      action={
        <ButtonLink to="/now" size="lg">
          <Trans>Get in line again</Trans>
        </ButtonLink>
      }
    >
      <Trans>You can get in line again at any time while a doctor is on duty.</Trans>
    </EmptyState>
  );
}

function Why({ turn }: { turn: Turn }) {
  const phone = turn.clinic.phone;
  switch (turn.left_reason) {
    case "by_themselves":
      return <Trans>You have left the line</Trans>;
    case "no_answer":
      return <Trans>The doctor called, and nobody came</Trans>;
    case "too_long":
      return <Trans>No doctor could see you today. Please phone the clinic: {phone}</Trans>;
    default:
      return (
        <Trans>You were not here for ten minutes, so your place went to the next person</Trans>
      );
  }
}
