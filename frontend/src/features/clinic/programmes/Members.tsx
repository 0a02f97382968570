import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isProblem } from "@/shared/api/problem";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState, Loaded } from "@/shared/ui/states";
import { useClinic } from "../ForStaff";
import type { Patient } from "../model";
import { PatientFinder } from "../phone/PatientFinder";
import classes from "../services/services.module.css";
import { addMember, endMembership, listMembers, type Member, type Programme } from "./api";

/** Who belongs to a programme; somebody is found like at the phone desk, then entered. */
export function Members({ programme }: { programme: Programme }) {
  const clinic = useClinic();
  const [patient, setPatient] = useState<Patient | null>(null);
  const members = useInfiniteQuery({
    queryKey: ["clinic", clinic.id, "programmes", programme.id, "members"],
    queryFn: ({ pageParam }) => listMembers(programme, pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <Stack>
      {patient ? (
        <NewMember programme={programme} patient={patient} onDone={() => setPatient(null)} />
      ) : (
        <PatientFinder onFound={setPatient} />
      )}
      <Loaded of={members}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Text>
              <Trans>Nobody belongs to it yet. Find the first member above.</Trans>
            </Text>
          ) : (
            <ul className={classes.list}>
              {items.map((one) => (
                <MemberLine key={one.id} programme={programme} member={one} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {members.hasNextPage ? (
        <Button
          variant="default"
          loading={members.isFetchingNextPage}
          onClick={() => void members.fetchNextPage()}
        >
          <Trans>More members</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}

interface NewProps {
  programme: Programme;
  patient: Patient;
  onDone: () => void;
}

function NewMember({ programme, patient, onDone }: NewProps) {
  const { t } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const [until, setUntil] = useState("");
  const name = `${patient.given_name} ${patient.family_name}`;
  const add = useMutation({
    // The end of that day, wherever the clinic is: a membership is not so exact.
    mutationFn: () => addMember(programme, patient.id, until ? `${until}T23:59:59Z` : null),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "programmes"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text fw={600}>{name}</Text>
        <TextInput
          type="date"
          label={t`Member until`}
          description={t`Empty: for good`}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          maw={240}
        />
        {isProblem(add.error, "already-member") ? (
          <Notice kind="info">
            <Trans>{name} is a member already.</Trans>
          </Notice>
        ) : add.error ? (
          <ErrorState error={add.error} />
        ) : null}
        <Group>
          <Button type="submit" loading={add.isPending}>
            <Trans>Enter as a member</Trans>
          </Button>
          <Button variant="default" onClick={onDone}>
            <Trans>Somebody else</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function MemberLine({ programme, member }: { programme: Programme; member: Member }) {
  const { t } = useLingui();
  const times = useTimes();
  const clinic = useClinic();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => endMembership(programme, member.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "programmes"] }),
  });
  const { patient_name: name, until } = member;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {until ? t`until ${times.fullDate(until)}` : t`for good`}
        </Text>
        {end.error ? <ErrorState error={end.error} /> : null}
      </div>
      <Button
        variant="default"
        loading={end.isPending}
        aria-label={t`End the membership of ${name}`}
        onClick={() => end.mutate()}
      >
        <Trans>End</Trans>
      </Button>
    </li>
  );
}
