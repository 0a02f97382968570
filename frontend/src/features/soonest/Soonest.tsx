import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { answered, api } from "@/shared/api/client";
import type { Account, Opening } from "@/shared/api/model";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { modalityList } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { SoonestError } from "./SoonestError";
import { backTo, openingsOf, type SoonestWish } from "./wish";

interface Props {
  wish: SoonestWish;
  specialty: string;
  patients: Account["patients"];
  first: string;
}

/** What is soonest now, and one button. What is booked may be another time: the soonest when the button is pressed. */
export function Soonest({ wish, specialty, patients, first }: Props) {
  const { t } = useLingui();
  const bookable = patients.filter(({ scope }) => scope === "self" || scope === "book");
  const [patientId, setPatientId] = useState(first);
  const [reason, setReason] = useState("");
  const next = useQuery({
    queryKey: ["soonest", wish, patientId],
    queryFn: async () => {
      const search = { ...openingsOf(wish), patient_id: patientId, limit: 1 };
      const page = await answered(api.GET("/api/v1/openings", { params: { query: search } }));
      return page.items[0] ?? null;
    },
    refetchInterval: 30_000,
  });
  const book = useBooking(wish, patientId, reason);
  return (
    <Loaded of={next} loading={<LoadingRows rows={2} height={120} />}>
      {(opening) =>
        opening ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              book.mutate();
            }}
          >
            <Stack gap="md">
              <Preview opening={opening} specialty={specialty} />
              {bookable.length > 1 ? (
                <NativeSelect
                  label={t`Who is the visit for?`}
                  value={patientId}
                  onChange={(event) => setPatientId(event.currentTarget.value)}
                  data={bookable.map((one) => ({
                    value: one.id,
                    label: `${one.given_name} ${one.family_name}`,
                  }))}
                />
              ) : null}
              <Textarea
                label={t`What is it about? (may be left empty)`}
                description={t`Only the doctor reads this.`}
                maxLength={1000}
                autosize
                minRows={2}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <SoonestError error={book.error} opening={opening} wish={wish} />
              <Button type="submit" size="lg" loading={book.isPending}>
                <Trans>Book the soonest visit</Trans>
              </Button>
              <Text c="dimmed" size="sm">
                <Trans>
                  If somebody is quicker, you get the next time that fits. You see at once which one
                  it is, and can move or cancel it.
                </Trans>
              </Text>
            </Stack>
          </form>
        ) : (
          <EmptyState
            title={<Trans>No free times for these wishes</Trans>}
            action={
              <ButtonLink {...backTo(wish)}>
                <Trans>Change the wishes</Trans>
              </ButtonLink>
            }
          >
            <Trans>Try another part of the day or another language.</Trans>
          </EmptyState>
        )
      }
    </Loaded>
  );
}

function Preview({ opening, specialty }: { opening: Opening; specialty: string }) {
  const { t } = useLingui();
  const how = modalityList(opening.modalities);
  const facts = [
    t`${opening.duration_min} min`,
    how,
    money(opening.price_minor, opening.currency),
  ].join(" · ");
  return (
    <Surface component="section" aria-label={t`The soonest now`}>
      <Stack gap="sm">
        <Text fw={600} c="dimmed">
          <Trans>The soonest now: {specialty}</Trans>
        </Text>
        <WhenWords start={opening.local_start} zone={opening.zone} />
        <Person
          name={opening.doctor_name}
          photo={opening.photo_url}
          size={56}
          heading={<strong>{opening.doctor_name}</strong>}
        >
          <Text>{opening.doctor_title}</Text>
          <Text c="dimmed" fz="sm">
            {opening.clinic_name}
          </Text>
        </Person>
        <Text fz="sm" c="dimmed">
          {opening.service_name} · {facts}
        </Text>
      </Stack>
    </Surface>
  );
}

/** One press is one visit, however often it has to be sent. */
function useBooking(wish: SoonestWish, patientId: string, reason: string) {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: () => {
      const { specialty_id: specialty, ...more } = openingsOf(wish);
      const words = reason.trim();
      return answered(
        api.POST("/api/v1/appointments/any", {
          params: { header: { "idempotency-key": key.current } },
          body: {
            patient_id: patientId,
            specialty_id: specialty ?? null,
            ...more,
            ...(words ? { reason: words } : {}),
          },
        }),
      );
    },
    onSuccess: (visit) => {
      void cache.invalidateQueries();
      void navigate({
        to: "/visits/$visitId",
        params: { visitId: visit.id },
        search: { news: "booked" },
      });
    },
    onError: () => {
      // Another press is another intention.
      key.current = crypto.randomUUID();
    },
  });
}
