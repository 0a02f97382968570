import { Box } from "@mantine/core";
import { useState } from "react";
import { HeatMonth } from "@/shared/heat/HeatMonth";
import { monthOf } from "@/shared/heat/heatModel";
import { useClinic } from "../ForStaff";
import type { WeekFilter } from "./weekModel";

interface Props {
  filter: WeekFilter;
  day: string;
  onDay: (day: string) => void;
}

/** The clinic's free time over a month, for the doctors that the filters leave; a day leads to its week. */
export function ClinicHeat({ filter, day, onDay }: Props) {
  const clinic = useClinic();
  const [month, setMonth] = useState(monthOf(day));
  return (
    <Box mb="md">
      <HeatMonth
        of={{
          clinic_id: clinic.id,
          ...(filter.specialtyId ? { specialty_id: filter.specialtyId } : {}),
          ...(filter.doctorId ? { doctor_id: filter.doctorId } : {}),
        }}
        month={month}
        onMonth={setMonth}
        day={day}
        onDay={onDay}
      />
    </Box>
  );
}
