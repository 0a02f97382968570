import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { withOffset } from "@/shared/time/zoned";
import { ErrorState } from "@/shared/ui/states";
import { listDoctors } from "../api";
import { useClinic } from "../ForStaff";
import { listProgrammes } from "../programmes/api";
import { reserve } from "./api";

/** One stretch of one doctor's day, for whom, and until when. Times are the clinic's. */
export function ReserveForm({ zone, onDone }: { zone: string; onDone: () => void }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const [doctorId, setDoctorId] = useState("");
  const [audience, setAudience] = useState("phone");
  const [day, setDay] = useState("");
  const [from, setFrom] = useState("09:00");
  const [to, setTo] = useState("10:00");
  const [until, setUntil] = useState("");
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
  });
  const programmes = useQuery({
    queryKey: ["clinic", clinic.id, "programmes"],
    queryFn: () => listProgrammes(clinic.id),
  });
  const save = useMutation({
    mutationFn: () => {
      const ends = withOffset(`${day}T${to}`, zone);
      return reserve(doctorId, {
        starts_at: withOffset(`${day}T${from}`, zone),
        ends_at: ends,
        audience,
        until: until ? withOffset(until, zone) : ends,
      });
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "reserved"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const text = (label: string, type: string, value: string, set: (value: string) => void) => (
    <TextInput
      required
      type={type}
      label={label}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          required
          label={t`Doctor`}
          value={doctorId}
          onChange={(event) => setDoctorId(event.currentTarget.value)}
          data={[
            { value: "", label: t`Choose the doctor` },
            ...(doctors.data ?? []).map((one) => ({ value: one.id, label: one.display_name })),
          ]}
        />
        {text(t`Day`, "date", day, setDay)}
        {text(t`From`, "time", from, setFrom)}
        {text(t`To`, "time", to, setTo)}
        <NativeSelect
          label={t`For whom`}
          value={audience}
          onChange={(event) => setAudience(event.currentTarget.value)}
          data={[
            { value: "phone", label: t`people who phone the clinic` },
            { value: "none", label: t`nobody: the clinic keeps it back` },
            ...(programmes.data ?? [])
              .filter(({ active }) => active)
              .map(({ code, name }) => ({ value: `programme:${code}`, label: name })),
          ]}
        />
        <TextInput
          type="datetime-local"
          label={t`Reserved until`}
          description={t`From then on anybody may book it. Empty: to its end.`}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        {save.error ? <ErrorState error={save.error} /> : null}
        <Button type="submit" w="fit-content" loading={save.isPending}>
          <Trans>Reserve</Trans>
        </Button>
      </Stack>
    </form>
  );
}
