import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, List, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { api } from "@/shared/api/client";
import { currentLanguage } from "@/shared/i18n/i18n";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import type { StepProps } from "./ContactStep";
import { addressOf, type RegistrationDraft, rememberedPassword } from "./draft";

const version = "2026-11";
const documents = ["terms", "privacy", "telemedicine"] as const;

async function register(draft: RegistrationDraft) {
  const { data } = await api.POST("/api/v1/registrations", {
    body: {
      ...addressOf(draft.login),
      password: rememberedPassword(),
      given_name: draft.given_name.trim(),
      family_name: draft.family_name.trim(),
      birth_date: draft.birth_date,
      sex: draft.sex || "unknown",
      language: currentLanguage(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      consents: documents.map((document) => ({ document, version })),
    },
  });
  return data?.confirmation_id;
}

export function AgreeStep({ draft, change, next }: StepProps & { next: string | undefined }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [reminded, setReminded] = useState(false);
  const send = useMutation({
    mutationFn: () => register(draft),
    onSuccess: (id) =>
      navigate({
        to: "/confirm",
        search: { ...(id ? { id } : {}), ...(next ? { next } : {}) },
      }),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setReminded(!draft.agreed);
    if (draft.agreed) send.mutate();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Text>
          <Trans>A visit here is a visit to a real doctor. Three things to agree on:</Trans>
        </Text>
        <List spacing="sm">
          <List.Item>
            <Trans>
              The terms: you come on time, or cancel so that somebody else can have the place.
            </Trans>
          </List.Item>
          <List.Item>
            <Trans>
              Your data: the clinic keeps your record, only those who treat you read it, and you can
              see who did.
            </Trans>
          </List.Item>
          <List.Item>
            <Trans>
              Care at a distance: a doctor on a screen cannot do everything, and may ask you to come
              in person.
            </Trans>
          </List.Item>
        </List>
        <Checkbox
          label={t`I agree to the terms, to the use of my data, and to care at a distance`}
          checked={draft.agreed}
          error={reminded && !draft.agreed ? t`Without this we cannot open an account` : undefined}
          onChange={(event) => change({ agreed: event.currentTarget.checked })}
        />
        {send.error ? <Notice kind="danger">{problemWords(send.error)}</Notice> : null}
        <Button type="submit" loading={send.isPending}>
          <Trans>Send me the code</Trans>
        </Button>
      </Stack>
    </form>
  );
}
