import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Modality } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import type { Alternative, Refusal } from "./bookingFlow";

interface Props {
  refusal: Refusal;
  doctorId: string;
  modality: Modality;
}

/** Why the booking was refused, what is kept, and the nearest way on; brought into view when it appears. */
export function RefusalNotice(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new refusal is shown
  useEffect(() => {
    place.current?.scrollIntoView({ block: "center" });
  }, [props.refusal.kind]);
  return (
    <div ref={place}>
      <Words {...props} />
    </div>
  );
}

function Words({ refusal, doctorId, modality }: Props) {
  switch (refusal.kind) {
    case "gone":
      return (
        <Notice kind="danger" title={<Trans>Somebody has just taken this time</Trans>}>
          <Stack gap="sm">
            <Text>
              {refusal.alternatives.length > 0 ? (
                <Trans>What you wrote is kept. These times are the nearest free ones:</Trans>
              ) : (
                <Trans>What you wrote is kept. Choose another time of this doctor.</Trans>
              )}
            </Text>
            <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
              {refusal.alternatives.map((alternative) => (
                <li key={`${alternative.doctor_id} ${alternative.local_start}`}>
                  <AlternativeTime
                    alternative={alternative}
                    own={alternative.doctor_id === doctorId}
                    modality={modality}
                  />
                </li>
              ))}
            </Stack>
            <Group>
              <ButtonLink to="/doctors/$doctorId" params={{ doctorId }} variant="default">
                <Trans>All times of this doctor</Trans>
              </ButtonLink>
            </Group>
          </Stack>
        </Notice>
      );
    case "busy":
      return (
        <Notice kind="danger" title={<Trans>There is another visit at this time</Trans>}>
          <Trans>One person cannot be in two visits at once. Choose another time.</Trans>
        </Notice>
      );
    case "notBookable":
      return (
        <Notice kind="danger" title={<Trans>This time cannot be booked</Trans>}>
          <ReasonWords reason={refusal.reason} />
        </Notice>
      );
    case "tooMany":
      return (
        <Notice kind="danger" title={<Trans>You are holding many times</Trans>}>
          <Trans>
            Book one of them, or wait a while: times that are held and not booked are missing for
            others. What you wrote is kept.
          </Trans>
        </Notice>
      );
    case "changed":
      return (
        <Notice kind="warning" title={<Trans>The clinic has changed its questions</Trans>}>
          <Trans>Your answers are kept where they still fit. Please look through them again.</Trans>
        </Notice>
      );
    case "missing":
    case "danger":
      return null;
    case "other":
      return <Notice kind="danger">{problemWords(refusal.error)}</Notice>;
  }
}

function AlternativeTime({
  alternative,
  own,
  modality,
}: {
  alternative: Alternative;
  own: boolean;
  modality: Modality;
}) {
  const times = useTimes();
  const now = useNow(60_000);
  const moment = times.moment(alternative.local_start, now);
  const who = own || !alternative.doctor_name ? "" : `, ${alternative.doctor_name}`;
  return (
    <ButtonLink
      variant="default"
      fullWidth
      justify="flex-start"
      to="/book"
      search={{
        doctor: alternative.doctor_id,
        service: alternative.service_id,
        start: alternative.local_start,
        modality,
      }}
      replace
      h="auto"
      mih={44}
      py={8}
    >
      <span style={{ whiteSpace: "normal", textAlign: "start", lineHeight: 1.3 }}>
        {upperFirst(moment + who)}
      </span>
    </ButtonLink>
  );
}

function ReasonWords({ reason }: { reason: string }) {
  const { t } = useLingui();
  switch (reason) {
    case "past":
      return t`It is already over. Choose a later time.`;
    case "too_soon":
      return t`It is too close; the doctor needs some time to prepare. Choose a later one.`;
    case "too_far":
      return t`It is too far ahead; these days are not open for booking yet.`;
    case "closed":
    case "too_short":
      return t`The doctor does not see patients then. Choose another time.`;
    case "too_young":
    case "too_old":
      return t`The clinic holds this visit for people of another age.`;
    case "no_referral":
      return t`A doctor's referral is needed first. Ask your doctor for it, then book.`;
    case "not_in_programme":
    case "reserved_programme":
      return t`The clinic keeps it for members of one of its programmes. Choose another time, or phone the clinic.`;
    case "too_many":
      return t`There are as many such visits as the clinic allows in this stretch of time. Choose a later day.`;
    case "reserved":
    case "reserved_phone":
      return t`The clinic keeps this time for people who phone. Choose another time, or phone the clinic.`;
    case "not_admitted":
      return t`These times are given out in turn, and it is not your turn at the moment.`;
    case "duty":
      return t`This is not booked ahead: come to the queue of the doctors on duty.`;
    default:
      return t`The clinic has changed its hours. Choose another time from the list.`;
  }
}
