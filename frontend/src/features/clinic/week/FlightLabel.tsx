import type { WeekDoctor } from "@/shared/api/week";
import { useTimes } from "@/shared/time/useTimes";
import { clockOf } from "./dragModel";
import type { Flight } from "./useCarrying";
import classes from "./week.module.css";

/** What is being carried and where it would go, beside the pointer. */
export function FlightLabel({ flight, doctors }: { flight: Flight; doctors: WeekDoctor[] }) {
  const times = useTimes();
  const { over, carried } = flight;
  const doctor = doctors.find(({ doctor: { id } }) => id === over?.doctorId)?.doctor.display_name;
  return (
    <div
      className={classes.flight}
      style={{ transform: `translate(${flight.x + 14}px, ${flight.y + 14}px)` }}
      aria-hidden
    >
      <strong>{carried.visit.patient_name}</strong>
      {over ? (
        <span>
          {times.weekday(over.day)} {times.shortDay(over.day)}, {clockOf(over.minute)}
          <br />
          {doctor}
        </span>
      ) : null}
    </div>
  );
}
