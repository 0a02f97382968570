import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { answered, api } from "@/shared/api/client";
import { isProblem } from "@/shared/api/problem";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { useJoin } from "./api";
import { familyProblem, lastDay, reachWords } from "./words";

/** The link of an invitation: whom for, how far, until when; and yes. */
export function JoinPage() {
  const { t } = useLingui();
  const { token } = useSearch({ from: "/family/join" });
  return (
    <SignedIn>
      <Stack gap="lg" maw={640}>
        <PageHeader title={t`You were asked to help`} />
        {token ? <Asked token={token} /> : <Dead />}
      </Stack>
    </SignedIn>
  );
}

function Asked({ token }: { token: string }) {
  const times = useTimes();
  const navigate = useNavigate();
  const join = useJoin();
  const asked = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => answered(api.POST("/api/v1/representations/look", { body: { token } })),
    retry: false,
  });
  if (isProblem(asked.error, "invitation-refused")) return <Dead />;
  return (
    <Loaded of={asked} loading={<LoadingRows rows={1} height={180} />}>
      {({ given_name, inviter_name, scope, until }) => {
        const end = until ? times.fullDate(lastDay(until)) : null;
        return (
          <Surface>
            <Stack gap="md">
              <Text fz="lg">
                {inviter_name ? (
                  <Trans>
                    {inviter_name} asks you to act for <b>{given_name}</b>.
                  </Trans>
                ) : (
                  <Trans>
                    The clinic asks you to act for <b>{given_name}</b>.
                  </Trans>
                )}
              </Text>
              <Text>
                {reachWords(scope)}{" "}
                {end ? (
                  <Trans>The last day is {end}.</Trans>
                ) : (
                  <Trans>It ends when one of you ends it.</Trans>
                )}
              </Text>
              {join.error ? <Notice kind="danger">{familyProblem(join.error)}</Notice> : null}
              <Group>
                <Button
                  size="lg"
                  loading={join.isPending}
                  onClick={() =>
                    join.mutate(token, { onSuccess: () => navigate({ to: "/family" }) })
                  }
                >
                  <Trans>Yes, I will</Trans>
                </Button>
                <ButtonLink to="/" size="lg" variant="default">
                  <Trans>No, thank you</Trans>
                </ButtonLink>
              </Group>
            </Stack>
          </Surface>
        );
      }}
    </Loaded>
  );
}

function Dead() {
  return (
    <Notice kind="warning" title={<Trans>This invitation does not work any more</Trans>}>
      <Trans>It was used, taken back, or is too old. Ask whoever sent it for a new one.</Trans>
    </Notice>
  );
}
