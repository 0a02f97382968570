import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { hasStatus } from "@/shared/api/problem";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState, Loaded } from "@/shared/ui/states";
import { saveDoctor } from "../adminApi";
import { useClinic } from "../ForStaff";
import { I18nFields, said } from "../I18nFields";
import type { ClinicSettings, DoctorDraft, DoctorSettings } from "../model";
import { useSettings } from "../useSettings";
import classes from "./doctors.module.css";
import { PhotoField } from "./PhotoField";

interface Props {
  /** Null: a new doctor. */
  doctor: { id: string } | null;
  onSaved?: () => void;
}

export function ProfileForm({ doctor, onSaved }: Props) {
  const settings = useSettings();
  return (
    <Loaded of={settings}>
      {(clinic) => {
        const known = clinic.doctors.find(({ id }) => id === doctor?.id) ?? null;
        return <Fields key={known?.id ?? "new"} clinic={clinic} known={known} onSaved={onSaved} />;
      }}
    </Loaded>
  );
}

/** Services of several specialties may have one name, so the specialty is said too. */
function serviceOptions(clinic: ClinicSettings, language: string): { id: string; name: string }[] {
  const specialties = new Map(clinic.specialties.map(({ id, name }) => [id, name]));
  return clinic.services
    .map((one) => {
      const name = one.name_i18n[language] ?? one.name_i18n[clinic.languages[0] ?? "en"] ?? "";
      return { id: one.id, name: `${specialties.get(one.specialty_id)}: ${name}` };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

const emptyDoctor: DoctorDraft = {
  given_name: "",
  family_name: "",
  title_i18n: {},
  about_i18n: {},
  languages: ["en"],
  specialty_ids: [],
  service_ids: [],
  active: true,
};

function draftOf(known: DoctorSettings | null, languages: string[]): DoctorDraft {
  if (!known) return { ...emptyDoctor, languages };
  const { given_name, family_name, title_i18n, about_i18n, specialty_ids, service_ids, active } =
    known;
  return {
    given_name,
    family_name,
    title_i18n,
    about_i18n,
    languages: known.languages,
    specialty_ids,
    service_ids,
    active,
  };
}

interface FieldsProps {
  clinic: ClinicSettings;
  known: DoctorSettings | null;
  onSaved: (() => void) | undefined;
}

function Fields({ clinic, known, onSaved }: FieldsProps) {
  const { t, i18n } = useLingui();
  const { id } = useClinic();
  const cache = useQueryClient();
  // What the form was filled from: what is typed stays through a refetch, and others' changes are not overwritten.
  const [base, setBase] = useState(known);
  const [form, setForm] = useState(() => draftOf(known, clinic.languages));
  const set = (change: Partial<DoctorDraft>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () =>
      saveDoctor(id, base, {
        ...form,
        title_i18n: said(form.title_i18n),
        about_i18n: said(form.about_i18n),
      }),
    onSuccess: async (saved) => {
      if (base) setBase(saved);
      await cache.invalidateQueries({ queryKey: ["clinic"] });
      onSaved?.();
    },
    onError: (error) =>
      hasStatus(error, 412) && cache.invalidateQueries({ queryKey: ["clinic", id, "settings"] }),
  });
  const startAnew = () => {
    save.reset();
    setBase(known);
    setForm(draftOf(known, clinic.languages));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  /** The upload alone moved the revision by one; by more, somebody else changed the profile too. */
  const photoTaken = ({ revision }: DoctorSettings) => {
    if (base && revision === base.revision + 1) setBase({ ...base, revision });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {known ? <PhotoField doctor={known} onUploaded={photoTaken} /> : null}
        <div className={classes.fields}>
          <TextInput
            required
            label={t`Given name`}
            value={form.given_name}
            onChange={(event) => set({ given_name: event.currentTarget.value })}
          />
          <TextInput
            required
            label={t`Family name`}
            value={form.family_name}
            onChange={(event) => set({ family_name: event.currentTarget.value })}
          />
          <TextInput
            required
            label={t`Languages (codes: en ru de)`}
            pattern="[a-z]{2}([ ,]+[a-z]{2})*"
            value={form.languages.join(" ")}
            onChange={(event) => set({ languages: event.currentTarget.value.split(/[ ,]+/) })}
          />
          <I18nFields
            label={t`Title`}
            languages={clinic.languages}
            value={form.title_i18n}
            onChange={(title_i18n) => set({ title_i18n })}
          />
        </div>
        <I18nFields
          long
          label={t`About the doctor`}
          languages={clinic.languages}
          value={form.about_i18n}
          onChange={(about_i18n) => set({ about_i18n })}
        />
        <Choices
          label={t`Specialties`}
          options={clinic.specialties}
          chosen={form.specialty_ids}
          onChange={(specialty_ids) => set({ specialty_ids })}
        />
        <Choices
          label={t`Services`}
          options={serviceOptions(clinic, i18n.locale)}
          chosen={form.service_ids}
          onChange={(service_ids) => set({ service_ids })}
        />
        <Checkbox
          label={t`Can be booked`}
          checked={form.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
        {save.error ? <ErrorState error={save.error} /> : null}
        {hasStatus(save.error, 412) ? (
          <Button variant="default" w="fit-content" onClick={startAnew}>
            <Trans>Show the profile as it is now</Trans>
          </Button>
        ) : null}
        {save.isSuccess ? <Notice kind="success" title={<Trans>Saved</Trans>} /> : null}
        <Button type="submit" w="fit-content" loading={save.isPending}>
          <Trans>Save the profile</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface ChoicesProps {
  label: string;
  options: readonly { id: string; name: string }[];
  chosen: string[];
  onChange: (ids: string[]) => void;
}

function Choices({ label, options, chosen, onChange }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} value={chosen} onChange={onChange}>
      <div className={classes.fields} style={{ marginTop: 8 }}>
        {options.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
