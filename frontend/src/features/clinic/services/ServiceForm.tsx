import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Modality } from "@/shared/api/model";
import { modalityWords } from "@/shared/ui/modality";
import { ErrorState } from "@/shared/ui/states";
import { saveService } from "../adminApi";
import { I18nFields, said } from "../I18nFields";
import type { ClinicSettings, ServiceDraft, ServiceSettings } from "../model";
import { ServiceRules } from "./ServiceRules";
import classes from "./services.module.css";

interface Props {
  clinic: ClinicSettings;
  known: ServiceSettings | null;
  onSaved: () => void;
}

const MODALITIES: Modality[] = ["video", "audio", "chat"];

function draftOf(clinic: ClinicSettings, known: ServiceSettings | null): ServiceDraft {
  if (known) {
    const { id: _id, revision: _revision, clinic_id: _clinic, ...draft } = known;
    return draft;
  }
  return {
    specialty_id: clinic.specialties[0]?.id ?? "",
    name_i18n: {},
    duration_min: 20,
    buffer_before_min: 0,
    buffer_after_min: 0,
    modalities: ["video"],
    grid_min: 10,
    lead_min: 30,
    horizon_days: 56,
    cancel_min: 60,
    price_minor: 0,
    currency: clinic.services[0]?.currency ?? "EUR",
    reschedule_min: 60,
    hold_min: 5,
    min_age: 0,
    max_age: 150,
    referral_required: false,
    programme_code: "",
    most_per_period: 0,
    period_days: 30,
    most_people: 1,
    duty: false,
    sensitive: false,
    active: true,
  };
}

export function ServiceForm({ clinic, known, onSaved }: Props) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [form, setForm] = useState(() => draftOf(clinic, known));
  const set = (change: Partial<ServiceDraft>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => saveService(clinic.id, known, { ...form, name_i18n: said(form.name_i18n) }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic"] });
      onSaved();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <I18nFields
          label={t`Name`}
          languages={clinic.languages}
          value={form.name_i18n}
          onChange={(name_i18n) => set({ name_i18n })}
        />
        <NativeSelect
          label={t`Specialty`}
          value={form.specialty_id}
          onChange={(event) => set({ specialty_id: event.currentTarget.value })}
          data={clinic.specialties.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Numbers form={form} onChange={set} />
        <Checkbox.Group
          label={t`Held by`}
          value={form.modalities}
          onChange={(modalities) => set({ modalities: modalities as Modality[] })}
        >
          <Group mt={8}>
            {MODALITIES.map((one) => (
              <Checkbox key={one} value={one} label={modalityWords(one)} />
            ))}
          </Group>
        </Checkbox.Group>
        <ServiceRules clinicId={clinic.id} form={form} onChange={set} />
        <Checkbox
          label={t`Offered to patients`}
          checked={form.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
        {save.error ? <ErrorState error={save.error} /> : null}
        <Button
          type="submit"
          w="fit-content"
          loading={save.isPending}
          disabled={form.modalities.length === 0}
        >
          <Trans>Save the service</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface NumbersProps {
  form: ServiceDraft;
  onChange: (change: Partial<ServiceDraft>) => void;
}

function Numbers({ form, onChange }: NumbersProps) {
  const { t } = useLingui();
  const fields = [
    ["duration_min", t`Length, minutes`, 5, 480],
    ["grid_min", t`Visits start every, minutes`, 5, 240],
    ["buffer_before_min", t`Pause before, minutes`, 0, 120],
    ["buffer_after_min", t`Pause after, minutes`, 0, 120],
    ["lead_min", t`Bookable until, minutes before`, 0, 43_200],
    ["cancel_min", t`Cancellable until, minutes before`, 0, 43_200],
    ["reschedule_min", t`Movable until, minutes before`, 0, 43_200],
    ["horizon_days", t`Bookable ahead, days`, 1, 365],
    ["hold_min", t`A chosen time is held, minutes`, 1, 60],
    ["most_people", t`Patients in one visit, at most`, 1, 10],
  ] as const;
  return (
    <div className={classes.fields}>
      {fields.map(([key, label, min, max]) => (
        <TextInput
          key={key}
          type="number"
          required
          min={min}
          max={max}
          label={label}
          value={String(form[key])}
          onChange={(event) => onChange({ [key]: Number(event.currentTarget.value) })}
        />
      ))}
      <TextInput
        type="number"
        required
        min={0}
        step="0.01"
        label={t`Price, ${form.currency}`}
        value={String(form.price_minor / 100)}
        onChange={(event) =>
          onChange({ price_minor: Math.round(Number(event.currentTarget.value) * 100) })
        }
      />
    </div>
  );
}
