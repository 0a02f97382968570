import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Kbd, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import type { Board } from "./api";
import { Figures, Line } from "./BoardParts";
import { Busy } from "./Busy";
import { CurrentCall } from "./CurrentCall";
import { type DutyState, useDuty } from "./useDuty";

export function DoctorQueuePage() {
  return (
    <SignedIn>
      <Queue />
    </SignedIn>
  );
}

function Queue() {
  const { t } = useLingui();
  const duty = useDuty();
  return (
    <Loaded of={duty.board} loading={<LoadingRows rows={4} />}>
      {(board) => (
        <>
          <PageHeader
            title={t`Duty queue`}
            lead={board.clinic.name}
            actions={board.on_duty ? <GoOff board={board} duty={duty} /> : null}
          />
          <Stack gap="lg">
            <First board={board} duty={duty} />
            <section aria-labelledby="line-title">
              <Title order={2} fz="h3" mb="sm" id="line-title">
                <Trans>In line</Trans>
              </Title>
              <Line board={board} />
              <Text size="sm" c="dimmed" mt="xs" role="status">
                {duty.live ? (
                  <Trans>Updated at once</Trans>
                ) : (
                  <Trans>Updated every half minute</Trans>
                )}
              </Text>
            </section>
            <Figures board={board} />
          </Stack>
        </>
      )}
    </Loaded>
  );
}

/** The one thing to do now: go on duty, take the next patient, or return to the one who was called. */
function First({ board, duty }: { board: Board; duty: DutyState }) {
  if (board.current) return <CurrentCall current={board.current} duty={duty} />;
  return board.on_duty ? (
    <TakeNext board={board} duty={duty} />
  ) : (
    <GoOn board={board} duty={duty} />
  );
}

function GoOn({ board, duty: { start } }: { board: Board; duty: DutyState }) {
  const waiting = board.waiting.length;
  return (
    <Surface>
      <Stack gap="sm" align="flex-start">
        <Text fz="xl" fw={650}>
          <Trans>You are not on duty</Trans>
        </Text>
        <Text c="dimmed">
          {waiting > 0 ? (
            <Trans>People are waiting. On duty, you take them one by one when you are ready.</Trans>
          ) : (
            <Trans>On duty, patients without an appointment can get in line to see you.</Trans>
          )}
        </Text>
        {start.error ? <ErrorState error={start.error} /> : null}
        <Button size="lg" loading={start.isPending} onClick={() => start.mutate()}>
          <Trans>Go on duty</Trans>
        </Button>
      </Stack>
    </Surface>
  );
}

function TakeNext({ board, duty: { next } }: { board: Board; duty: DutyState }) {
  const following = board.waiting.find(({ mine }) => mine);
  const waits = following !== undefined;
  const name = following?.patient_name ?? "";
  const { mutate, isPending } = next;
  useEffect(() => {
    if (!waits) return;
    function onKey(event: KeyboardEvent) {
      const typing = (event.target as HTMLElement).closest(
        "input, textarea, select, [role=dialog]",
      );
      if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing || event.repeat || isPending) return;
      event.preventDefault();
      mutate();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [waits, isPending, mutate]);
  return (
    <Surface>
      <Stack gap="sm">
        <Group justify="space-between" gap="md">
          <Text fz="xl" fw={650} role="status">
            {waits ? <Trans>Next: {name}</Trans> : <Trans>Nobody waits for you</Trans>}
          </Text>
          <Button
            size="lg"
            disabled={!waits}
            loading={isPending}
            onClick={() => mutate()}
            rightSection={<IconArrowRight size={20} aria-hidden />}
            aria-keyshortcuts="n"
          >
            <Trans>Take the next patient</Trans>
          </Button>
        </Group>
        <Text size="sm" c="dimmed" visibleFrom="sm">
          <Trans>
            Or press <Kbd>N</Kbd>. The visit begins at once, in the ordinary room.
          </Trans>
        </Text>
        {next.error ? <Busy error={next.error} /> : null}
      </Stack>
    </Surface>
  );
}

function GoOff({ board, duty: { stop } }: { board: Board; duty: DutyState }) {
  const [asked, setAsked] = useState(false);
  const called = board.current !== null && board.current.status !== "in_visit";
  if (called && asked)
    return (
      <Group gap="xs">
        <Text size="sm">
          <Trans>The patient you called goes back to the old place.</Trans>
        </Text>
        <Button variant="default" onClick={() => setAsked(false)}>
          <Trans>Stay</Trans>
        </Button>
        <Button loading={stop.isPending} onClick={() => stop.mutate()}>
          <Trans>Go off duty</Trans>
        </Button>
      </Group>
    );
  return (
    <Button
      variant="default"
      loading={stop.isPending}
      onClick={() => (called ? setAsked(true) : stop.mutate())}
    >
      <Trans>Go off duty</Trans>
    </Button>
  );
}
