import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTimes } from "@/shared/time/useTimes";
import { ErrorState } from "@/shared/ui/states";
import { findPatients } from "../api";
import { useClinic } from "../ForStaff";
import type { Patient } from "../model";
import { PatientForm } from "./PatientForm";
import classes from "./phone.module.css";

const QUIET_MS = 250;
const ENOUGH = 2;

/** Type a name, a phone number or a birth date; arrow down into the list, Enter takes the patient. */
export function PatientFinder({ onFound }: { onFound: (patient: Patient) => void }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const [text, setText] = useState("");
  const [entering, setEntering] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const [q] = useDebouncedValue(text.trim(), QUIET_MS);
  const found = useQuery({
    queryKey: ["clinic", clinic.id, "patients", q],
    queryFn: () => findPatients(clinic.id, q),
    enabled: q.length >= ENOUGH,
  });
  if (entering)
    return <PatientForm typed={text} onDone={onFound} onBack={() => setEntering(false)} />;

  const options = () => [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      options()[0]?.focus();
    } else if (event.key === "Enter" && found.data?.length === 1 && found.data[0]) {
      event.preventDefault();
      onFound(found.data[0]);
    }
  };
  const onListKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = options();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  const patients = q.length >= ENOUGH ? found.data : undefined;
  return (
    <Stack gap="sm">
      <TextInput
        autoFocus
        label={t`Name, phone number or birth date`}
        description={t`Two letters are enough. Arrow down goes into the list, Enter chooses.`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onSearchKey}
        autoComplete="off"
      />
      <Text role="status" size="sm" c="dimmed" className={classes.count}>
        {patients ? (
          <Plural
            value={patients.length}
            _0="Nobody found"
            one="# patient found"
            other="# patients found"
          />
        ) : null}
      </Text>
      {found.error ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : null}
      <ul ref={list} className={classes.list} onKeyDown={onListKey} aria-label={t`Patients found`}>
        {(patients ?? []).map((one) => (
          <PatientOption key={one.id} patient={one} onChoose={onFound} />
        ))}
      </ul>
      {patients || text.trim().length >= ENOUGH ? (
        <Button variant="default" w="fit-content" onClick={() => setEntering(true)}>
          <Trans>Enter a new patient</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}

interface OptionProps {
  patient: Patient;
  onChoose: (patient: Patient) => void;
}

function PatientOption({ patient, onChoose }: OptionProps) {
  const times = useTimes();
  return (
    <li>
      <UnstyledButton className={classes.option} onClick={() => onChoose(patient)}>
        <Text component="span" fw={600}>
          {patient.given_name} {patient.family_name}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {times.fullDate(patient.birth_date)}
          {patient.phone ? `, ${patient.phone}` : ""}
        </Text>
      </UnstyledButton>
    </li>
  );
}
