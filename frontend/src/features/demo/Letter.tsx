import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { components } from "@/api/generated";
import { useTimes } from "@/shared/time/useTimes";
import { Surface } from "@/shared/ui/Surface";
import { LetterPage } from "./LetterPage";
import { LinkedText } from "./LinkedText";

type Mail = components["schemas"]["LetterShown"];

/** One message, as a mail program or a phone would show it. */
export function Letter({ mail }: { mail: Mail }) {
  const { t } = useLingui();
  const times = useTimes();
  const [shown, setShown] = useState<"page" | "text">(mail.html ? "page" : "text");
  const { to } = mail;
  return (
    <Surface component="article">
      <Stack gap="xs">
        <Title order={2} fz="lg">
          {mail.subject || to}
        </Title>
        <Group gap="md">
          <Text c="dimmed" fz="sm">
            {mail.channel === "sms" ? <Trans>SMS to: {to}</Trans> : <Trans>To: {to}</Trans>}
          </Text>
          <Text c="dimmed" fz="sm">
            {times.deviceStamp(mail.sent_at)}
          </Text>
        </Group>
        {mail.html ? (
          <SegmentedControl
            aria-label={t`How to show it`}
            value={shown}
            onChange={(value) => setShown(value === "text" ? "text" : "page")}
            data={[
              { value: "page", label: t`As a page` },
              { value: "text", label: t`As text` },
            ]}
            w="fit-content"
          />
        ) : null}
        {shown === "page" ? (
          <LetterPage title={mail.subject || to} html={mail.html} />
        ) : (
          <LinkedText text={mail.text} />
        )}
        {mail.invitation ? <Invitation {...mail.invitation} /> : null}
      </Stack>
    </Surface>
  );
}

type InvitationProps = NonNullable<Mail["invitation"]>;

/** What a calendar program would do with it. */
function Invitation({ method, sequence, summary, starts_at, calendar }: InvitationProps) {
  const { t } = useLingui();
  const times = useTimes();
  const when = times.deviceStamp(starts_at);
  const file = `data:text/calendar;charset=utf-8,${encodeURIComponent(calendar)}`;
  return (
    <Group gap="md" component="section">
      <Text fz="sm" flex={1} miw={220}>
        {method === "CANCEL"
          ? t`Takes this out of the calendar: ${summary}, ${when} by this device's clock (version ${sequence})`
          : t`Puts this into the calendar: ${summary}, ${when} by this device's clock (version ${sequence})`}
      </Text>
      <Button component="a" href={file} download="invitation.ics" variant="default">
        <Trans>Save the invitation</Trans>
      </Button>
    </Group>
  );
}
