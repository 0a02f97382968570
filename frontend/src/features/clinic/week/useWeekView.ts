import { useNavigate, useSearch } from "@tanstack/react-router";
import { deviceToday } from "@/shared/time/weeks";
import type { Span } from "./WeekToolbar";
import type { WeekFilter } from "./weekModel";

interface Kept {
  day?: string;
  show?: Span;
  specialty?: string;
  doctor?: string;
  status?: string;
}

/** What of the week is looked at: in the address, so that it outlives a reload and can be sent to a colleague. */
export function useWeekView() {
  const kept: Kept = useSearch({ from: "/clinic" });
  const navigate = useNavigate();
  const change = (part: Kept) => {
    const merged = Object.entries({ ...kept, ...part }).filter(([, value]) => value);
    void navigate({
      to: "/clinic",
      search: Object.fromEntries(merged) as Kept,
      replace: true,
      resetScroll: false,
    });
  };
  const filter: WeekFilter = {
    specialtyId: kept.specialty ?? "",
    doctorId: kept.doctor ?? "",
    status: kept.status ?? "",
  };
  return {
    day: kept.day ?? deviceToday(),
    wanted: kept.show ?? ("week" as Span),
    filter,
    change,
    setFilter: (next: WeekFilter) =>
      change({ specialty: next.specialtyId, doctor: next.doctorId, status: next.status }),
  };
}
