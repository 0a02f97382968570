import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { getWeek } from "@/shared/api/week";
import { addDays } from "@/shared/time/local";
import { useTimes } from "@/shared/time/useTimes";
import { deviceToday, mondayOf } from "@/shared/time/weeks";
import { withOffset } from "@/shared/time/zoned";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { propose } from "./api";
import { ForDesk, useDesk } from "./ForDesk";
import type { Reason } from "./model";
import classes from "./replan.module.css";
import { Steps } from "./Steps";
import { useReasons } from "./wording";

/** The first step: who will be away, and when. */
export function NewAbsencePage() {
  const { t } = useLingui();
  return (
    <ForDesk>
      <PageHeader
        title={t`A doctor is away`}
        back={{ to: "/clinic/absences", label: t`Absences` }}
      />
      <Steps at={1} />
      <WhoAndWhen />
    </ForDesk>
  );
}

interface Draft {
  doctorId: string;
  from: string;
  to: string;
  reason: Reason;
  note: string;
}

function WhoAndWhen() {
  const { t } = useLingui();
  const desk = useDesk();
  const times = useTimes();
  const reasons = useReasons();
  const navigate = useNavigate();
  const asked = useSearch({ from: "/clinic/absences/new" });
  const today = deviceToday();
  const [draft, setDraft] = useState<Draft>({
    doctorId: asked.doctor ?? "",
    from: asked.from ?? `${today}T00:00`,
    to: asked.to ?? `${addDays(today, 1)}T00:00`,
    reason: "illness",
    note: "",
  });
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const days = useQuery({
    queryKey: ["clinic", desk.clinicId, "doctors of a day", today],
    queryFn: () => getWeek(desk.clinicId, today, 1),
  });
  const look = useMutation({
    mutationFn: () =>
      propose(desk.clinicId, {
        doctor_id: draft.doctorId,
        starts_at: withOffset(draft.from, desk.zone),
        ends_at: withOffset(draft.to, desk.zone),
        reason: draft.reason,
        note: draft.note.trim(),
      }),
    onSuccess: ({ id }) =>
      navigate({ to: "/clinic/absences/$proposalId", params: { proposalId: id } }),
  });
  const backwards = draft.to <= draft.from;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!backwards && draft.doctorId) look.mutate();
  };
  return (
    <Surface component="form" onSubmit={submit}>
      <Stack>
        <Loaded of={days} loading={<LoadingRows rows={1} height={64} />}>
          {({ doctors }) => (
            <NativeSelect
              label={t`Who`}
              required
              value={draft.doctorId}
              onChange={(event) => set({ doctorId: event.currentTarget.value })}
              data={[
                { value: "", label: t`Choose a doctor` },
                ...doctors.map(({ doctor }) => ({
                  value: doctor.id,
                  label: [doctor.display_name, ...doctor.specialties.map(({ name }) => name)].join(
                    ", ",
                  ),
                })),
              ]}
            />
          )}
        </Loaded>
        <Shortcuts today={today} onPick={(from, to) => set({ from, to })} />
        <div className={classes.fields}>
          <TextInput
            type="datetime-local"
            required
            label={t`Away from`}
            value={draft.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            required
            label={t`Back from`}
            value={draft.to}
            error={backwards ? t`Must be later than the beginning` : null}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
          <NativeSelect
            label={t`Why`}
            value={draft.reason}
            onChange={(event) => set({ reason: event.currentTarget.value as Reason })}
            data={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            label={t`Note for colleagues`}
            placeholder={t`May be left empty`}
            maxLength={500}
            value={draft.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
        </div>
        <Text c="dimmed" size="sm">
          {times.upperFirst(times.zoneWords(desk.zone))}.{" "}
          <Trans>Nothing changes yet: the next page shows what would happen.</Trans>
        </Text>
        {look.error ? <ErrorState error={look.error} /> : null}
        <Group>
          <Button type="submit" size="md" loading={look.isPending} disabled={!draft.doctorId}>
            <Trans>Find places for the visits</Trans>
          </Button>
          {look.isPending ? (
            <Text role="status">
              <Trans>Looking for the best place for each visit…</Trans>
            </Text>
          ) : null}
        </Group>
      </Stack>
    </Surface>
  );
}

interface ShortcutProps {
  today: string;
  onPick: (from: string, to: string) => void;
}

/** The three absences that are entered most. */
function Shortcuts({ today, onPick }: ShortcutProps) {
  const tomorrow = addDays(today, 1);
  const nextMonday = addDays(mondayOf(today), 7);
  const midnight = (day: string) => `${day}T00:00`;
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => onPick(midnight(today), midnight(tomorrow))}>
        <Trans>Today</Trans>
      </Button>
      <Button
        variant="default"
        onClick={() => onPick(midnight(tomorrow), midnight(addDays(tomorrow, 1)))}
      >
        <Trans>Tomorrow</Trans>
      </Button>
      <Button variant="default" onClick={() => onPick(midnight(today), midnight(nextMonday))}>
        <Trans>The rest of the week</Trans>
      </Button>
    </Group>
  );
}
