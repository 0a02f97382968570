import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Title } from "@mantine/core";
import { SignedIn } from "@/shared/auth/SignedIn";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type Offer, useOffers, useWishes } from "./api";
import { OfferCard } from "./OfferCard";
import { Wishes } from "./Wishes";

/** Times that are kept for this person now, and what they wait for. */
export function WaitlistPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <Stack gap="lg" maw={760}>
        <PageHeader
          title={t`Waiting for a time`}
          back={{ to: "/visits", label: t`My visits` }}
          lead={
            <Trans>
              When a time becomes free, we keep it for one person after the other. Yours stay here
              until you answer or their time is over.
            </Trans>
          }
        />
        <Everything />
      </Stack>
    </SignedIn>
  );
}

function Everything() {
  const offers = useOffers();
  const wishes = useWishes();
  return (
    <Loaded of={offers} loading={<LoadingRows rows={2} height={180} />}>
      {({ items }) => (
        <>
          {items.length > 0 ? <Offers items={items} /> : null}
          <Loaded of={wishes} loading={<LoadingRows rows={2} height={120} />}>
            {(found) => {
              const waiting = found.items.filter(({ offer }) => !offer);
              if (waiting.length > 0) return <Wishes entries={waiting} />;
              return items.length > 0 ? null : <Nothing />;
            }}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}

function Offers({ items }: { items: readonly Offer[] }) {
  const { t } = useLingui();
  return (
    <Stack gap="sm" component="section" aria-label={t`Kept for you now`}>
      <Title order={2} fz="h3">
        <Trans>Kept for you now</Trans>
      </Title>
      {items.map((offer) => (
        <OfferCard key={`${offer.id}-${offer.revision}`} offer={offer} />
      ))}
    </Stack>
  );
}

function Nothing() {
  return (
    <EmptyState
      title={<Trans>You are on no waiting list</Trans>}
      action={
        <ButtonLink to="/visits">
          <Trans>Go to my visits</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        Open a visit and press "Tell me of an earlier time", or choose a doctor and press "Tell me
        when something is free".
      </Trans>
    </EmptyState>
  );
}
