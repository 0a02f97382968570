import { expect, it } from "vitest";
import { fromTyped } from "./typed";

it.each([
  ["Anna Petrova", { given_name: "Anna", family_name: "Petrova" }],
  ["  Мария  де ла  Крус ", { given_name: "Мария", family_name: "де ла Крус" }],
  ["+7 (912) 345-67-89", { phone: "+7 (912) 345-67-89" }],
  ["89123456789", { phone: "89123456789" }],
  ["1988-04-12", { birth_date: "1988-04-12" }],
  ["flat 12", {}],
  ["", {}],
])("what was searched for begins the form: %s", (typed, form) => {
  expect(fromTyped(typed)).toEqual(form);
});
