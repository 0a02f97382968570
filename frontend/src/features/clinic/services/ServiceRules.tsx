import { useLingui } from "@lingui/react/macro";
import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ServiceDraft } from "../model";
import { listProgrammes } from "../programmes/api";
import classes from "./services.module.css";

interface Props {
  clinicId: string;
  form: ServiceDraft;
  onChange: (change: Partial<ServiceDraft>) => void;
}

/** Who may book a service, and how often. Search and booking ask the same rules. */
export function ServiceRules({ clinicId, form, onChange }: Props) {
  const { t } = useLingui();
  return (
    <fieldset className={classes.rules}>
      <legend>{t`Who may book it`}</legend>
      <Stack gap="sm">
        <Ages form={form} onChange={onChange} />
        <Programme clinicId={clinicId} form={form} onChange={onChange} />
        <Checkbox
          label={t`Only with a doctor's referral`}
          checked={form.referral_required}
          onChange={(event) => onChange({ referral_required: event.currentTarget.checked })}
        />
        <HowOften form={form} onChange={onChange} />
        <Checkbox
          label={t`Held through the duty queue only, never booked ahead`}
          checked={form.duty}
          onChange={(event) => onChange({ duty: event.currentTarget.checked })}
        />
        <Checkbox
          label={t`Sensitive: messages name neither the service nor the doctor`}
          checked={form.sensitive}
          onChange={(event) => onChange({ sensitive: event.currentTarget.checked })}
        />
      </Stack>
    </fieldset>
  );
}

type Part = Omit<Props, "clinicId">;

function Ages({ form, onChange }: Part) {
  const { t } = useLingui();
  const fields = [
    ["min_age", t`From age, years`],
    ["max_age", t`Up to age, years`],
  ] as const;
  return (
    <div className={classes.fields}>
      {fields.map(([key, label]) => (
        <TextInput
          key={key}
          type="number"
          required
          min={0}
          max={150}
          label={label}
          value={String(form[key])}
          onChange={(event) => onChange({ [key]: Number(event.currentTarget.value) })}
        />
      ))}
    </div>
  );
}

function Programme({ clinicId, form, onChange }: Props) {
  const { t } = useLingui();
  const programmes = useQuery({
    queryKey: ["clinic", clinicId, "programmes"],
    queryFn: () => listProgrammes(clinicId),
  });
  const known = programmes.data ?? [];
  const missing = form.programme_code && !known.some(({ code }) => code === form.programme_code);
  return (
    <NativeSelect
      label={t`Only for members of`}
      description={t`Programmes and their members are kept on a page of their own.`}
      value={form.programme_code}
      onChange={(event) => onChange({ programme_code: event.currentTarget.value })}
      data={[
        { value: "", label: t`everybody` },
        ...known.map(({ code, name }) => ({ value: code, label: name })),
        ...(missing ? [{ value: form.programme_code, label: form.programme_code }] : []),
      ]}
    />
  );
}

function HowOften({ form, onChange }: Part) {
  const { t } = useLingui();
  return (
    <div className={classes.fields}>
      <TextInput
        type="number"
        required
        min={0}
        max={1000}
        label={t`Visits of one patient, at most`}
        description={t`0: as many as they like`}
        value={String(form.most_per_period)}
        onChange={(event) => onChange({ most_per_period: Number(event.currentTarget.value) })}
      />
      <TextInput
        type="number"
        required
        min={1}
        max={366}
        label={t`in so many days`}
        description={t`of the clinic's calendar`}
        disabled={form.most_per_period === 0}
        value={String(form.period_days)}
        onChange={(event) => onChange({ period_days: Number(event.currentTarget.value) })}
      />
    </div>
  );
}
