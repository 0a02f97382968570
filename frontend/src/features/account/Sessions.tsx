import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, query } from "@/shared/api/client";
import type { SessionItem } from "@/shared/api/model";
import { deviceWords } from "@/shared/auth/deviceWords";
import { useSignOut } from "@/shared/auth/useSignOut";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";
import { problemWords } from "@/shared/ui/words";

export function Sessions() {
  const sessions = query.useQuery("get", "/api/v1/sessions", {});
  const signOut = useSignOut();
  const everywhere = useMutation({ mutationFn: () => signOut("everywhere") });
  return (
    <Stack gap="md">
      <Loaded of={sessions} loading={<LoadingRows rows={2} height={52} />}>
        {({ items }) => (
          <Stack component="ul" gap="md" className={classes.plainList}>
            {items.map((session) => (
              <li key={session.id}>
                <SessionRow session={session} />
              </li>
            ))}
          </Stack>
        )}
      </Loaded>
      {everywhere.error ? <Notice kind="danger">{problemWords(everywhere.error)}</Notice> : null}
      <Group>
        <Button
          color="red"
          variant="outline"
          loading={everywhere.isPending}
          onClick={() => everywhere.mutate()}
        >
          <Trans>Sign out everywhere</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

function SessionRow({ session }: { session: SessionItem }) {
  const { t } = useLingui();
  const times = useTimes();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      api.DELETE("/api/v1/sessions/{session_id}", {
        params: { path: { session_id: session.id } },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["get", "/api/v1/sessions"] }),
  });
  const device =
    session.client === "api"
      ? t`A program`
      : (deviceWords(session.user_agent ?? "") ?? t`A browser`);
  const used = times.deviceStamp(session.last_used_at);
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text fw={600}>{session.current ? t`${device} (this one)` : device}</Text>
        <Text c="dimmed" fz="sm">
          <Trans>Last used {used}</Trans>
        </Text>
        {end.error ? <Notice kind="danger">{problemWords(end.error)}</Notice> : null}
      </div>
      {session.current ? null : (
        <Button
          variant="default"
          aria-label={t`Sign out: ${device}, last used ${used}`}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          <Trans>Sign out</Trans>
        </Button>
      )}
    </Group>
  );
}
