import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import { CheckSection, type Verdict } from "./CheckSection";
import { checkNetwork, type NetworkReport } from "./network";

/** Slower answers than this, in milliseconds, make people talk over each other. */
const slow = 600;

interface Finding {
  verdict: Verdict;
  blocked: boolean;
  sluggish: boolean;
}

function judge(
  check: { isFetching: boolean; error: unknown; data: NetworkReport | undefined },
  withMedia: boolean,
): Finding {
  if (check.isFetching) return { verdict: "waiting", blocked: false, sluggish: false };
  if (check.error || !check.data) return { verdict: "failed", blocked: false, sluggish: false };
  const blocked = withMedia && check.data.way === "none";
  const sluggish = check.data.roundTrip > slow;
  return { verdict: blocked || sluggish ? "warning" : "ok", blocked, sluggish };
}

export function NetworkCheck({ withMedia }: { withMedia: boolean }) {
  const { t } = useLingui();
  const check = useQuery({
    queryKey: ["network-check"],
    queryFn: checkNetwork,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { verdict, blocked, sluggish } = judge(check, withMedia);
  const words = {
    waiting: t`Checking…`,
    failed: t`No connection`,
    warning: blocked ? t`Video may not get through` : t`Slow`,
    ok: t`Works`,
  };
  const milliseconds = check.data?.roundTrip ?? 0;
  return (
    <CheckSection
      title={<Trans>Internet connection</Trans>}
      verdict={verdict}
      words={words[verdict]}
    >
      {check.data ? (
        <Text c="dimmed">
          <Trans>The service answers within {milliseconds} ms.</Trans>
        </Text>
      ) : null}
      {verdict === "failed" ? <Notice kind="danger">{problemWords(check.error)}</Notice> : null}
      {blocked ? (
        <Notice kind="warning">
          <Trans>
            This network seems to stop video calls, as some offices and hotels do. Try mobile data
            or another Wi-Fi. Otherwise the visit goes on in writing.
          </Trans>
        </Notice>
      ) : null}
      {sluggish ? (
        <Notice kind="warning">
          <Trans>Go nearer to the router, or stop downloads and films in the same network.</Trans>
        </Notice>
      ) : null}
      {verdict === "ok" ? null : (
        <Group>
          <Button variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
            <Trans>Check again</Trans>
          </Button>
        </Group>
      )}
    </CheckSection>
  );
}
