import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { query } from "@/shared/api/client";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";
import { Letter } from "./Letter";

/** What the demo would have sent by mail and SMS. */
export function MailboxPage() {
  const { t } = useLingui();
  const { to } = useSearch({ from: "/demo/mailbox" });
  const navigate = useNavigate();
  const [address, setAddress] = useState(to ?? "");
  const mails = query.useQuery(
    "get",
    "/api/v1/demo/mailbox",
    { params: { query: to ? { to } : {} } },
    { refetchInterval: 3000 },
  );
  const look = useDebouncedCallback((value: string) => {
    const search = value.trim() ? { to: value.trim() } : {};
    void navigate({ to: "/demo/mailbox", search, replace: true, resetScroll: false });
  }, 400);
  return (
    <Stack gap="lg" maw={760}>
      <PageHeader
        title={t`Demo mailbox`}
        lead={<Trans>Messages this demo would have sent. New ones appear by themselves.</Trans>}
        actions={
          <Button variant="default" onClick={() => void mails.refetch()}>
            <Trans>Look again</Trans>
          </Button>
        }
      />
      <TextInput
        type="search"
        label={t`To whom`}
        placeholder="patient@example.org"
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          look(event.currentTarget.value);
        }}
      />
      <Loaded of={mails}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={<Trans>No messages yet</Trans>}>
              <Trans>They come a second or two after what causes them.</Trans>
            </EmptyState>
          ) : (
            <Stack component="ul" gap="md" className={classes.plainList} aria-label={t`Messages`}>
              {items.map((mail) => (
                <li key={mail.id}>
                  <Letter mail={mail} />
                </li>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Stack>
  );
}
