import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { withOffset } from "@/shared/time/zoned";
import { ErrorState, Loaded } from "@/shared/ui/states";
import { useClinic } from "../ForStaff";
import { I18nFields, said } from "../I18nFields";
import type { ClinicSettings, I18n } from "../model";
import classes from "../services/services.module.css";
import { useSettings } from "../useSettings";
import { addRelease } from "./api";

export function ReleaseForm({ onDone }: { onDone: () => void }) {
  const settings = useSettings();
  return <Loaded of={settings}>{(clinic) => <Form clinic={clinic} onDone={onDone} />}</Loaded>;
}

interface Typed {
  starts_at: string;
  ends_at: string;
  opens_at: string;
  closes_at: string;
  per_minute: string;
  window_min: string;
}

const EMPTY: Typed = {
  starts_at: "",
  ends_at: "",
  opens_at: "",
  closes_at: "",
  per_minute: "60",
  window_min: "10",
};

function Form({ clinic, onDone }: { clinic: ClinicSettings; onDone: () => void }) {
  const { t } = useLingui();
  const here = useClinic();
  const cache = useQueryClient();
  const [name, setName] = useState<I18n>({});
  const [services, setServices] = useState<string[]>([]);
  const [typed, setTyped] = useState(EMPTY);
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const at = (local: string) => withOffset(local, clinic.zone);
  const add = useMutation({
    mutationFn: () =>
      addRelease(here.id, {
        name_i18n: said(name),
        service_ids: services,
        starts_at: at(typed.starts_at),
        ends_at: at(typed.ends_at),
        opens_at: at(typed.opens_at),
        closes_at: at(typed.closes_at),
        per_minute: Number(typed.per_minute),
        window_min: Number(typed.window_min),
      }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", here.id] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <I18nFields label={t`Name`} languages={clinic.languages} value={name} onChange={setName} />
        <Services clinic={clinic} chosen={services} onChoose={setServices} />
        <Moments typed={typed} onChange={set} />
        <Numbers typed={typed} onChange={set} />
        <Text size="sm" c="dimmed">
          <Trans>
            Times are the clinic's. All working time of the doctors who offer these services is kept
            for the release, apart from what is reserved already. Booked visits stay.
          </Trans>
        </Text>
        {add.error ? <ErrorState error={add.error} /> : null}
        <Button
          type="submit"
          w="fit-content"
          loading={add.isPending}
          disabled={services.length === 0}
        >
          <Trans>Plan the release</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface ServicesProps {
  clinic: ClinicSettings;
  chosen: string[];
  onChoose: (ids: string[]) => void;
}

function Services({ clinic, chosen, onChoose }: ServicesProps) {
  const { t, i18n } = useLingui();
  const nameOf = (texts: I18n) => texts[i18n.locale] ?? texts[clinic.languages[0] ?? "en"] ?? "";
  const fields = new Map(clinic.specialties.map(({ id, name }) => [id, name]));
  return (
    <Checkbox.Group label={t`Services`} value={chosen} onChange={onChoose}>
      <Stack gap={8} mt={8}>
        {clinic.services
          .filter(({ active, duty }) => active && !duty)
          .map((one) => (
            <Checkbox
              key={one.id}
              value={one.id}
              label={`${nameOf(one.name_i18n)}, ${fields.get(one.specialty_id) ?? ""}`}
            />
          ))}
      </Stack>
    </Checkbox.Group>
  );
}

interface PartProps {
  typed: Typed;
  onChange: (change: Partial<Typed>) => void;
}

function Moments({ typed, onChange }: PartProps) {
  const { t } = useLingui();
  const fields = [
    ["starts_at", t`Visits from`],
    ["ends_at", t`Visits until`],
    ["opens_at", t`The release opens`],
    ["closes_at", t`What is left is for anybody from`],
  ] as const;
  return (
    <div className={classes.fields}>
      {fields.map(([key, label]) => (
        <TextInput
          key={key}
          type="datetime-local"
          required
          label={label}
          value={typed[key]}
          onChange={(event) => onChange({ [key]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

function Numbers({ typed, onChange }: PartProps) {
  const { t } = useLingui();
  const fields = [
    ["per_minute", t`People let in a minute`, 100_000],
    ["window_min", t`Minutes each has for booking`, 1440],
  ] as const;
  return (
    <div className={classes.fields}>
      {fields.map(([key, label, max]) => (
        <TextInput
          key={key}
          type="number"
          required
          min={1}
          max={max}
          label={label}
          value={typed[key]}
          onChange={(event) => onChange({ [key]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
