import { t } from "@lingui/core/macro";
import {
  type Icon,
  IconBuildingHospital,
  IconCalendarWeek,
  IconClipboardList,
  IconClockEdit,
  IconHeadset,
  IconHourglass,
  IconListDetails,
  IconMailForward,
  IconSearch,
  IconStethoscope,
  IconUser,
  IconUserOff,
  IconUsers,
} from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { Account } from "@/shared/api/model";
import { hasRole } from "@/shared/auth/useAccount";

export interface Destination {
  to: NonNullable<LinkProps["to"]>;
  label: string;
  Icon: Icon;
  /** Only this very address is "here", not what lies below it. */
  exact?: boolean;
  /** Other addresses that are reached from here. */
  also?: RegExp;
}

function patientPlaces(): Destination[] {
  return [
    { to: "/find", label: t`Find care`, Icon: IconSearch },
    { to: "/visits", label: t`My visits`, Icon: IconClipboardList },
  ];
}

function doctorPlaces(): Destination[] {
  return [
    { to: "/doctor", label: t`Today`, Icon: IconStethoscope, exact: true },
    { to: "/doctor/queue", label: t`Duty queue`, Icon: IconUsers },
    { to: "/doctor/week", label: t`My week`, Icon: IconCalendarWeek },
    { to: "/doctor/hours", label: t`My hours`, Icon: IconClockEdit },
  ];
}

/** The day's places; what is decided once and changes seldom lies one step away, under the clinic. */
function registrarPlaces(): Destination[] {
  return [
    { to: "/clinic", label: t`Week`, Icon: IconCalendarWeek, exact: true },
    { to: "/clinic/phone", label: t`Phone desk`, Icon: IconHeadset },
    { to: "/clinic/absences", label: t`Absences`, Icon: IconUserOff },
    { to: "/clinic/bookings", label: t`Bookings`, Icon: IconListDetails },
    { to: "/clinic/queue", label: t`Duty queue`, Icon: IconUsers },
    { to: "/clinic/waitlist", label: t`Waitlist`, Icon: IconHourglass },
    { to: "/clinic/messages", label: t`Messages`, Icon: IconMailForward },
    {
      to: "/clinic/setup",
      label: t`The clinic`,
      Icon: IconBuildingHospital,
      also: /^\/clinic\/(doctors|services|programmes|releases|staff)/,
    },
  ];
}

/** Where this person may go, what they most likely want first. Draw anew when the language changes. */
export function destinations(account: Account | undefined): Destination[] {
  if (!account) return [];
  const isPatient = hasRole(account, "patient") || account.patients.length > 0;
  const places = [
    ...(hasRole(account, "doctor") ? doctorPlaces() : []),
    ...(hasRole(account, "registrar", "clinic_admin") ? registrarPlaces() : []),
    ...(isPatient ? patientPlaces() : []),
  ];
  return [...places, { to: "/account", label: t`Account`, Icon: IconUser }];
}
