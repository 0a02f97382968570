import { expect, test } from "vitest";
import type { Opening } from "@/shared/api/model";
import { groupOpenings } from "./groupOpenings";

const opening = (doctor: string, hour: number, service = "s") =>
  ({
    doctor_id: doctor,
    service_id: service,
    local_start: `2026-11-24T${String(hour).padStart(2, "0")}:00:00+03:00`,
  }) as Opening;

test("offers stand in the order of their first free time", () => {
  const offers = groupOpenings([opening("b", 9), opening("a", 10), opening("b", 11)]);
  expect(offers.map(({ first }) => first.doctor_id)).toEqual(["b", "a"]);
  expect(offers[0]?.starts).toHaveLength(2);
});

test("two services of one doctor are two offers", () => {
  expect(groupOpenings([opening("a", 9, "s"), opening("a", 9, "long")])).toHaveLength(2);
});

test("an offer shows only the next few times", () => {
  const many = [8, 9, 10, 11, 12, 13].map((hour) => opening("a", hour));
  expect(groupOpenings(many)[0]?.starts).toHaveLength(4);
});
