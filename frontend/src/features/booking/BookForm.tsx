import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { api } from "@/shared/api/client";
import type { Doctor, Modality, Service } from "@/shared/api/model";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { forgetDraft, useDraft } from "@/shared/forms/useDraft";
import { modalityWords } from "@/shared/ui/modality";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { bodyOf, type Choice, keyKeeper, refusalOf } from "./bookingFlow";
import { RefusalNotice } from "./RefusalNotice";

interface Props {
  doctor: Doctor;
  service: Service;
  start: string;
}

const reasonLength = 1000;
/** One for all doctors: an alternative offered by another keeps what was written. */
const draftKey = "telemed-reason";

export function BookForm(props: Props) {
  const account = useAccount();
  return (
    <Loaded of={account}>
      {(found) =>
        ownPatient(found) ? (
          <Form {...props} patients={found.patients} first={ownPatient(found)?.id ?? ""} />
        ) : (
          <EmptyState title={<Trans>This account is not a patient's</Trans>}>
            <Trans>
              Visits are booked from a patient's account, or by the clinic on the phone.
            </Trans>
          </EmptyState>
        )
      }
    </Loaded>
  );
}

interface FormProps extends Props {
  patients: { id: string; given_name: string; family_name: string }[];
  first: string;
}

function Form({ doctor, service, start, patients, first }: FormProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modality: wished } = useSearch({ from: "/book" });
  const [reason, setReason] = useDraft(draftKey);
  const [patientId, setPatientId] = useState(first);
  const [modality, setModality] = useState<Modality>(() =>
    wished && service.modalities.includes(wished) ? wished : (service.modalities[0] ?? "video"),
  );
  const [keyFor] = useState(() => keyKeeper());

  const book = useMutation({
    mutationFn: async (choice: Choice) => {
      const body = bodyOf(choice);
      const { data } = await api.POST("/api/v1/appointments", {
        body,
        params: { header: { "idempotency-key": keyFor(body) } },
      });
      return data;
    },
    onSuccess: async (appointment) => {
      forgetDraft(draftKey);
      await client.invalidateQueries({ queryKey: ["get", "/api/v1/appointments"] });
      if (!appointment) return;
      await navigate({
        to: "/visits/$visitId",
        params: { visitId: appointment.id },
        search: { news: "booked" },
        replace: true,
      });
    },
  });
  // A refusal belongs to the time it was given for.
  const refused = book.error && book.variables?.start === start ? refusalOf(book.error) : null;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    book.mutate({ doctorId: doctor.id, serviceId: service.id, start, modality, patientId, reason });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        {refused ? (
          <RefusalNotice refusal={refused} doctorId={doctor.id} modality={modality} />
        ) : null}
        {patients.length > 1 ? (
          <Radio.Group label={t`Who is the visit for?`} value={patientId} onChange={setPatientId}>
            <Stack gap="xs" mt="xs">
              {patients.map(({ id, given_name, family_name }) => (
                <Radio key={id} value={id} label={`${given_name} ${family_name}`} />
              ))}
            </Stack>
          </Radio.Group>
        ) : null}
        {service.modalities.length > 1 ? (
          <Radio.Group
            label={t`How would you like to talk?`}
            value={modality}
            onChange={(value) => setModality(value as Modality)}
          >
            <Group gap="lg" mt="xs">
              {service.modalities.map((item) => (
                <Radio key={item} value={item} label={modalityWords(item)} />
              ))}
            </Group>
          </Radio.Group>
        ) : null}
        <Textarea
          label={t`What is it about? (optional)`}
          description={t`A sentence or two helps the doctor to prepare.`}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={reasonLength}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="lg"
          loading={book.isPending}
          disabled={refused?.kind === "gone"}
        >
          <Trans>Book this visit</Trans>
        </Button>
      </Stack>
    </form>
  );
}
