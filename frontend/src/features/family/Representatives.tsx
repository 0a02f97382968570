import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import {
  type Invitation,
  type Representative,
  type Scope,
  useEnd,
  useRescope,
  useWithdraw,
} from "./api";
import classes from "./family.module.css";
import { familyProblem, lastDay, scopeWords } from "./words";

interface Props {
  patientId: string;
  isMe: boolean;
  items: readonly Representative[];
  invitations: readonly Invitation[];
}

/** Who acts for one person, until when, and how to end it. */
export function Representatives({ patientId, isMe, items, invitations }: Props) {
  const { t } = useLingui();
  if (items.length + invitations.length === 0) {
    return (
      <Text>
        {isMe ? <Trans>Nobody acts for you.</Trans> : <Trans>Nobody else acts for them.</Trans>}
      </Text>
    );
  }
  return (
    <ul className={classes.list} aria-label={t`Who acts for them`}>
      {items.map((one) => (
        <One key={one.id} patientId={patientId} one={one} />
      ))}
      {invitations.map((one) => (
        <Asked key={one.id} patientId={patientId} one={one} />
      ))}
    </ul>
  );
}

function One({ patientId, one }: { patientId: string; one: Representative }) {
  const { t } = useLingui();
  const times = useTimes();
  const end = useEnd(patientId);
  const rescope = useRescope(patientId);
  const name = one.is_me ? t`You` : (one.display_name ?? t`Somebody who was invited`);
  const until = one.until ? times.fullDate(lastDay(one.until)) : null;
  const error = end.error ?? rescope.error;
  return (
    <li>
      <Stack gap="xs">
        <Text>
          <b>{name}</b>
          {one.is_me || one.may_end ? null : `: ${scopeWords(one.scope)}`}
          {until ? <Trans>, until {until}</Trans> : null}
        </Text>
        {error ? <Notice kind="danger">{familyProblem(error)}</Notice> : null}
        {one.may_end ? (
          <Group align="flex-end">
            {one.is_me ? null : (
              <NativeSelect
                label={t`What ${name} may do`}
                value={one.scope}
                onChange={(event) =>
                  rescope.mutate({ id: one.id, scope: event.currentTarget.value as Scope })
                }
                data={scopes()}
              />
            )}
            <EndIt isMe={one.is_me} pending={end.isPending} onEnd={() => end.mutate(one.id)} />
          </Group>
        ) : null}
      </Stack>
    </li>
  );
}

interface EndProps {
  isMe: boolean;
  pending: boolean;
  onEnd: () => void;
}

/** Asked once more, since it takes effect at once. */
function EndIt({ isMe, pending, onEnd }: EndProps) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        {isMe ? <Trans>Stop acting for them</Trans> : <Trans>End this</Trans>}
      </Button>
    );
  }
  return (
    <>
      <Button color="red" autoFocus loading={pending} onClick={onEnd}>
        <Trans>Yes, end it now</Trans>
      </Button>
      <Button variant="default" onClick={() => setAsked(false)}>
        <Trans>Leave it</Trans>
      </Button>
    </>
  );
}

function Asked({ patientId, one }: { patientId: string; one: Invitation }) {
  const times = useTimes();
  const withdraw = useWithdraw(patientId);
  const until = times.deviceStamp(one.expires_at);
  return (
    <li>
      <Stack gap="xs" align="flex-start">
        <Text>
          <b>{one.email}</b>: <Trans>was invited, the link works until {until}</Trans>
        </Text>
        {withdraw.error ? <Notice kind="danger">{familyProblem(withdraw.error)}</Notice> : null}
        <Button
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(one.id)}
        >
          <Trans>Take the invitation back</Trans>
        </Button>
      </Stack>
    </li>
  );
}

export function scopes() {
  return (["book", "attend", "read"] as const).map((value) => ({
    value,
    label: scopeWords(value),
  }));
}
