import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, query } from "@/shared/api/client";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";

export function ResendCode({ id }: { id: string }) {
  const demo = query.useQuery("get", "/api/v1/demo/sign-ins", {}, { retry: false });
  const resend = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/confirmations/{confirmation_id}/resend", {
        params: { path: { confirmation_id: id } },
      }),
  });
  return (
    <Stack gap="sm" mt="lg">
      <Group>
        <Button variant="default" loading={resend.isPending} onClick={() => resend.mutate()}>
          <Trans>Send a new code</Trans>
        </Button>
      </Group>
      {resend.isSuccess ? (
        <Notice kind="success">
          <Trans>A new code is on its way. The earlier one no longer works.</Trans>
        </Notice>
      ) : null}
      {resend.error ? <Notice kind="danger">{problemWords(resend.error)}</Notice> : null}
      {demo.data ? (
        <Text>
          <Trans>
            This is a demo: the code is in the{" "}
            <Anchor
              renderRoot={(props) => (
                <Link {...props} to="/demo/mailbox" target="_blank" rel="noopener" />
              )}
            >
              demo mailbox
            </Anchor>{" "}
            (opens in a new tab).
          </Trans>
        </Text>
      ) : null}
    </Stack>
  );
}
