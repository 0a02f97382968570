import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState, LoadingRows } from "@/shared/ui/states";
import { NoteConflict } from "./NoteConflict";
import type { NoteKeeper, NoteState } from "./noteKeeper";
import { useNote } from "./useNote";

export function Note({ visitId }: { visitId: string }) {
  return <NoteField keeper={useNote(visitId)} />;
}

export function NoteField({ keeper }: { keeper: NoteKeeper }) {
  const { t } = useLingui();
  const { state } = keeper;
  return (
    <Surface component="section" aria-label={t`Note`}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} fz="h4">
          <Trans>Note</Trans>
        </Title>
        <NoteStatus state={state} />
      </Group>
      {state.kind === "loading" ? <LoadingRows rows={1} height={160} /> : null}
      {state.kind === "unavailable" ? (
        <ErrorState error={state.error} retry={() => void keeper.open()} />
      ) : null}
      {state.kind === "conflict" ? <NoteConflict keeper={keeper} theirs={state.theirs} /> : null}
      {state.kind !== "loading" && state.kind !== "unavailable" ? (
        <Stack gap="xs">
          <Textarea
            label={t`Your note on this visit`}
            description={t`Saved as you write. Only doctors who treat this patient can read it.`}
            autosize
            minRows={8}
            maxRows={24}
            maxLength={50_000}
            value={keeper.text}
            onChange={(event) => keeper.write(event.currentTarget.value)}
            onBlur={() => void keeper.flush()}
          />
          {state.kind === "refused" ? (
            <Notice kind="danger" title={<Trans>The note was not accepted</Trans>}>
              <Text mb="xs">{state.words}</Text>
              <Text mb="xs">
                <Trans>Your text is kept in this browser.</Trans>
              </Text>
              <Button variant="default" onClick={() => keeper.write(keeper.text)}>
                <Trans>Try again</Trans>
              </Button>
            </Notice>
          ) : null}
        </Stack>
      ) : null}
    </Surface>
  );
}

function NoteStatus({ state }: { state: NoteState }) {
  const { t } = useLingui();
  const words: Record<NoteState["kind"], string> = {
    loading: "",
    unavailable: "",
    saved: t`Saved`,
    unsaved: t`Saving…`,
    saving: t`Saving…`,
    offline: t`No connection: kept here, saved when it is back`,
    refused: t`Not saved`,
    conflict: t`Two versions: choose one`,
  };
  return (
    <Text role="status" size="sm" c="dimmed">
      {words[state.kind]}
    </Text>
  );
}
