import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";
import { type Offer, useAnswer } from "./api";
import { refusalWords } from "./words";

/** One time that is kept for somebody: what, until when, yes or no. */
export function OfferCard({ offer }: { offer: Offer }) {
  const navigate = useNavigate();
  const { accept, decline } = useAnswer(offer);
  const left = useLeft(offer);
  const error = accept.error ?? decline.error;
  /* Awaited: an answered offer leaves the list, and with this card what mutate() would call back. */
  const take = async () => {
    const visit = await accept.mutateAsync().catch(() => null);
    if (!visit) return;
    await navigate({
      to: "/visits/$visitId",
      params: { visitId: visit.id },
      search: { news: offer.kind === "earlier" ? "moved" : "booked" },
    });
  };
  return (
    <Surface component="article">
      <Stack gap="md">
        <WhenWords start={offer.local_start} zone={offer.zone} />
        <Person name={offer.doctor.display_name} photo={offer.doctor.photo_url}>
          <Text c="dimmed">
            {offer.service.name}, {offer.clinic.name}
          </Text>
        </Person>
        <Instead offer={offer} />
        {error ? <Notice kind="danger">{refusalWords(error)}</Notice> : null}
        {left > 0 ? (
          <>
            <Left milliseconds={left} />
            <Group>
              <Button size="lg" loading={accept.isPending} onClick={() => void take()}>
                {offer.kind === "earlier" ? (
                  <Trans>Take this time</Trans>
                ) : (
                  <Trans>Book this time</Trans>
                )}
              </Button>
              <Button
                size="lg"
                variant="default"
                loading={decline.isPending}
                onClick={() => decline.mutate()}
              >
                <Trans>Not this one</Trans>
              </Button>
            </Group>
          </>
        ) : (
          <Text fw={600}>
            <Trans>The time to answer is over. You stay on the list.</Trans>
          </Text>
        )}
      </Stack>
    </Surface>
  );
}

/** Milliseconds left to answer, by the server's count: this device's clock may be wrong. */
function useLeft(offer: Offer): number {
  const now = useNow(1000);
  const [end] = useState(() => Date.now() + offer.expires_in_s * 1000);
  return Math.max(0, end - now);
}

function Left({ milliseconds }: { milliseconds: number }) {
  const times = useTimes();
  const left = times.running(milliseconds);
  return (
    <Text>
      <Trans>
        Kept for you for <b>{left}</b>. Then the next person is asked.
      </Trans>
    </Text>
  );
}

function Instead({ offer }: { offer: Offer }) {
  const times = useTimes();
  const name = offer.patient.display_name;
  const now = useNow(60_000);
  if (!offer.local_instead_of) {
    return (
      <Text>
        <Trans>For {name}</Trans>
      </Text>
    );
  }
  const old = times.moment(offer.local_instead_of, now);
  return (
    <Text>
      <Trans>
        For {name}, instead of {old}. That visit stays as it is until you say yes.
      </Trans>
    </Text>
  );
}
