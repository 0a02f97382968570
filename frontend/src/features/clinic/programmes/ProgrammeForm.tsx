import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isProblem } from "@/shared/api/problem";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState } from "@/shared/ui/states";
import { useClinic } from "../ForStaff";
import { I18nFields, said } from "../I18nFields";
import type { I18n } from "../model";
import { addProgramme } from "./api";

export function ProgrammeForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const [code, setCode] = useState("");
  const [name, setName] = useState<I18n>({});
  const languages = i18n.locale === "ru" ? ["ru", "en"] : ["en", "ru"];
  const add = useMutation({
    mutationFn: () => addProgramme(clinic.id, { code, name_i18n: said(name) }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "programmes"] });
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
        <I18nFields label={t`Name`} languages={languages} value={name} onChange={setName} />
        <TextInput
          required
          label={t`Short code`}
          description={t`Small Latin letters, digits and hyphens. It stays as it is.`}
          pattern="[a-z0-9][a-z0-9-]*"
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {isProblem(add.error, "programme-exists") ? (
          <Notice kind="danger">
            <Trans>There is a programme with this code. Choose another one.</Trans>
          </Notice>
        ) : add.error ? (
          <ErrorState error={add.error} />
        ) : null}
        <Button type="submit" w="fit-content" loading={add.isPending}>
          <Trans>Add the programme</Trans>
        </Button>
      </Stack>
    </form>
  );
}
