import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { deviceToday } from "@/shared/time/weeks";
import { Notice } from "@/shared/ui/Notice";
import { freshKey, type Scope, useInvite } from "./api";
import { scopes } from "./Representatives";
import { familyProblem } from "./words";

interface Props {
  patientId: string;
  name: string;
  isMe: boolean;
}

/** Ask somebody by mail to act for a person. */
export function Invite({ patientId, name, isMe }: Props) {
  const invite = useInvite(patientId);
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Stack gap="sm" align="flex-start">
        {invite.isSuccess ? (
          <Notice kind="success">
            <Trans>The invitation is on its way. Its link works once, for a week.</Trans>
          </Notice>
        ) : null}
        <Button variant="default" onClick={() => setOpen(true)}>
          {isMe ? (
            <Trans>Let somebody act for me</Trans>
          ) : (
            <Trans>Let somebody else act for {name}</Trans>
          )}
        </Button>
      </Stack>
    );
  }
  return <InviteForm invite={invite} onClose={() => setOpen(false)} />;
}

interface FormProps {
  invite: ReturnType<typeof useInvite>;
  onClose: () => void;
}

function InviteForm({ invite, onClose }: FormProps) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [scope, setScope] = useState<Scope>("book");
  const [until, setUntil] = useState("");
  const [key] = useState(freshKey);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const end = until ? { until: new Date(`${until}T23:59:59`).toISOString() } : {};
    invite.mutate(
      {
        wish: { email: email.trim(), scope, ...end },
        key: `${key}${email}${scope}${until}`.slice(0, 200).replace(/[^\x21-\x7e]/g, "-"),
      },
      { onSuccess: onClose },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          type="email"
          required
          autoFocus
          label={t`Their e-mail address`}
          description={t`They get a link, and sign in or register with whatever address they like.`}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Radio.Group
          label={t`What they may do`}
          value={scope}
          onChange={(value) => setScope(value as Scope)}
        >
          <Stack gap="sm" mt="xs">
            {scopes().map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          type="date"
          label={t`Until which day (may be left empty)`}
          min={deviceToday()}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        {invite.error ? <Notice kind="danger">{familyProblem(invite.error)}</Notice> : null}
        <Group>
          <Button type="submit" loading={invite.isPending}>
            <Trans>Send the invitation</Trans>
          </Button>
          <Button variant="default" onClick={onClose}>
            <Trans>Not now</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
