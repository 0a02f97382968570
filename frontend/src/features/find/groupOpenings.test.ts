import { expect, test } from "vitest";
import type { Opening } from "@/shared/api/model";
import { groupOpenings } from "./groupOpenings";

const opening = (doctor: string, hour: number, service = "s", day = 24) =>
  ({
    doctor_id: doctor,
    service_id: service,
    local_start: `2026-11-${day}T${String(hour).padStart(2, "0")}:00:00+03:00`,
  }) as Opening;

test("doctors stand in the order of their first free time", () => {
  const doctors = groupOpenings([opening("b", 9), opening("a", 10), opening("b", 11)]);
  expect(doctors.map(({ doctorId }) => doctorId)).toEqual(["b", "a"]);
  expect(doctors[0]?.offers[0]?.starts).toHaveLength(2);
});

test("two services of one doctor are two offers under one name", () => {
  const doctors = groupOpenings([opening("a", 9, "s"), opening("a", 9, "long")]);
  expect(doctors).toHaveLength(1);
  expect(doctors[0]?.offers).toHaveLength(2);
});

test("an offer shows only the next few times, all of one day", () => {
  const many = [8, 9, 10, 11, 12, 13].map((hour) => opening("a", hour));
  expect(groupOpenings(many)[0]?.offers[0]?.starts).toHaveLength(4);
  const split = [opening("a", 23), opening("a", 0, "s", 25)];
  expect(groupOpenings(split)[0]?.offers[0]?.starts).toHaveLength(1);
});
