import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type SubmitEvent, useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState } from "@/shared/ui/states";
import type { Turn } from "./api";
import type { TurnState } from "./useTurn";

/** Whether the page may be closed. */
export function Callback({ turn, state }: { turn: Turn; state: TurnState }) {
  return turn.callback ? <Kept turn={turn} state={state} /> : <Ask state={state} />;
}

function Kept({ turn, state: { calling } }: { turn: Turn; state: TurnState }) {
  const phone = turn.callback_phone;
  return (
    <Notice kind="success" title={<Trans>You may leave this page</Trans>}>
      <Stack gap="sm" align="flex-start">
        <Text>
          {phone ? (
            <Trans>
              Your place is kept. We write to you when it is your turn; the number is {phone}.
            </Trans>
          ) : (
            <Trans>Your place is kept. We write to you when it is your turn.</Trans>
          )}
        </Text>
        <Button
          variant="default"
          loading={calling.isPending}
          onClick={() => calling.mutate({ wanted: false, phone: "" })}
        >
          <Trans>I am staying here after all</Trans>
        </Button>
      </Stack>
    </Notice>
  );
}

function Ask({ state: { calling } }: { state: TurnState }) {
  const { t } = useLingui();
  const [phone, setPhone] = useState("");
  function submit(event: SubmitEvent) {
    event.preventDefault();
    calling.mutate({ wanted: true, phone: phone.trim() });
  }
  return (
    <Surface component="section" aria-labelledby="callback">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Title order={2} fz="h4" id="callback">
            <Trans>Would you rather not watch this page?</Trans>
          </Title>
          <Text c="dimmed">
            <Trans>
              Stay, and it opens by itself. Or leave: we keep your place and write to you when it is
              your turn. Whoever is silent for ten minutes otherwise loses the place.
            </Trans>
          </Text>
          <TextInput
            label={t`Phone (optional)`}
            description={t`With its country code. The doctor sees it with your name.`}
            type="tel"
            autoComplete="tel"
            maw={320}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          {calling.error ? <ErrorState error={calling.error} /> : null}
          <Group>
            <Button type="submit" variant="default" size="md" loading={calling.isPending}>
              <Trans>Tell me when it is my turn</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Surface>
  );
}
