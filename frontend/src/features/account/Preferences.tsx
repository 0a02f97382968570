import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Account } from "@/shared/api/model";
import { chooseLanguage, isLanguage } from "@/shared/i18n/i18n";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";

const choices = [
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
  { code: "de", name: "Deutsch" },
] as const;

type Code = (typeof choices)[number]["code"];

/** The language in which the clinic writes to this person; the page follows where it has that language. */
export function Preferences({ account }: { account: Account }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async (language: Code) => {
      await api.PATCH("/api/v1/account", { body: { language } });
      if (isLanguage(language)) await chooseLanguage(language);
    },
    onSuccess: () => client.invalidateQueries(),
  });
  const shown = change.isPending ? change.variables : account.language;
  return (
    <Stack gap="sm">
      <Radio.Group
        aria-label={t`Language of messages`}
        value={shown}
        onChange={(value) => change.mutate(value as Code)}
      >
        <Group gap="lg">
          {choices.map(({ code, name }) => (
            <Radio key={code} value={code} label={<span lang={code}>{name}</span>} />
          ))}
        </Group>
      </Radio.Group>
      <Text c="dimmed" role="status">
        {change.isSuccess ? (
          <Trans>Saved.</Trans>
        ) : (
          <Trans>Reminders and letters come in this language.</Trans>
        )}
      </Text>
      {change.error ? <Notice kind="danger">{problemWords(change.error)}</Notice> : null}
    </Stack>
  );
}
