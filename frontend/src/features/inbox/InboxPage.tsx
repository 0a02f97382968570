import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { InboxLine } from "./InboxLine";
import classes from "./inbox.module.css";
import { type InboxItem, useInboxPages, useReading } from "./useInbox";

/** Everything that this person was told, the latest first. */
export function InboxPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <Stack gap={0} maw={760}>
        <PageHeader
          title={t`Messages`}
          actions={
            <ButtonLink
              to="/account/messages"
              variant="default"
              leftSection={<IconSettings size={18} aria-hidden />}
            >
              <Trans>What I hear, and how</Trans>
            </ButtonLink>
          }
        />
        <Messages />
      </Stack>
    </SignedIn>
  );
}

function Messages() {
  const pages = useInboxPages();
  return (
    <Loaded of={pages} loading={<LoadingRows rows={4} height={84} />}>
      {({ pages: loaded }) => {
        const items = loaded.flatMap((page) => page.items);
        return items.length === 0 ? (
          <EmptyState title={<Trans>No messages yet</Trans>}>
            <Trans>
              Here you find every word about your visits: bookings, changes, reminders and offers.
            </Trans>
          </EmptyState>
        ) : (
          <Stack gap="md">
            <ReadAll items={items} unread={loaded[0]?.unread ?? 0} />
            <ul className={classes.list}>
              {items.map((item) => (
                <li key={item.id}>
                  <InboxLine item={item} />
                </li>
              ))}
            </ul>
            {pages.hasNextPage ? (
              <Group>
                <Button
                  variant="default"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  <Trans>Show earlier ones</Trans>
                </Button>
              </Group>
            ) : null}
          </Stack>
        );
      }}
    </Loaded>
  );
}

function ReadAll({ items, unread }: { items: InboxItem[]; unread: number }) {
  const { all } = useReading();
  const newest = items[0]?.created_at;
  if (unread === 0 || !newest) return null;
  return (
    <Group>
      <Button variant="default" loading={all.isPending} onClick={() => all.mutate(newest)}>
        <Trans>Mark all as read</Trans>
      </Button>
      {all.error ? <ErrorState error={all.error} /> : null}
    </Group>
  );
}
