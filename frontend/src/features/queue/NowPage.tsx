import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useSession } from "@/shared/auth/useSession";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { type Duty, listDuty, listTurns } from "./api";
import { JoinForm } from "./JoinForm";
import { Offers } from "./Offers";

/** "See a doctor now": where that is possible, and then one question at a time. */
export function NowPage() {
  const { t, i18n } = useLingui();
  const { service } = useSearch({ from: "/now" });
  const duty = useQuery({
    queryKey: ["duty", "open", i18n.locale],
    queryFn: listDuty,
    refetchInterval: 30_000,
  });
  const lead = (
    <Trans>A doctor on duty sees you as soon as it is your turn. No appointment needed.</Trans>
  );
  return (
    <>
      <PageHeader
        title={t`See a doctor now`}
        {...(service ? { back: { to: "/now", label: t`Other doctors` } as const } : { lead })}
      />
      <Loaded of={duty}>
        {({ items }) => (service ? <Chosen items={items} id={service} /> : <All items={items} />)}
      </Loaded>
    </>
  );
}

function All({ items }: { items: Duty[] }) {
  const session = useSession();
  return (
    <Stack gap="lg" maw={720}>
      {session === "signed-in" ? <OwnTurns /> : null}
      <Notice kind="warning">
        <Text>
          <Trans>
            If somebody's life is in danger, do not wait for a doctor here: call 112 now.
          </Trans>
        </Text>
      </Notice>
      <Offers items={items} />
    </Stack>
  );
}

/** Whoever came back without the address finds their place again. */
function OwnTurns() {
  const turns = useQuery({ queryKey: ["duty", "own"], queryFn: listTurns });
  return (turns.data?.items ?? []).map((turn) => {
    const name = turn.patient.display_name;
    return (
      <Notice key={turn.id} kind="info" title={<Trans>{name} is in the line</Trans>}>
        <ButtonLink to="/now/$entryId" params={{ entryId: turn.id }} mt="xs">
          <Trans>To your place</Trans>
        </ButtonLink>
      </Notice>
    );
  });
}

function Chosen({ items, id }: { items: Duty[]; id: string }) {
  const duty = items.find(({ services }) => services.some((each) => each.id === id));
  const service = duty?.services.find((each) => each.id === id);
  if (!duty || !service)
    return (
      <EmptyState
        title={<Trans>This is not offered any more</Trans>}
        action={
          <ButtonLink to="/now">
            <Trans>Who is on duty</Trans>
          </ButtonLink>
        }
      />
    );
  return (
    <SignedIn>
      <JoinForm duty={duty} service={service} />
    </SignedIn>
  );
}
