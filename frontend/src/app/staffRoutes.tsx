import { createRoute } from "@tanstack/react-router";
import { area, page, under } from "./root";
import * as search from "./search";

const doctorArea = area(() => import("@/features/doctor/routes"), "staff");
const deskArea = area(() => import("@/features/desk/routes"), "staff", "asking");
const clinicArea = area(() => import("@/features/clinic/routes"), "staff", "heat");
const queue = area(() => import("@/features/queue/routes"), "queue", "asking");
const replan = area(() => import("@/features/replan/routes"), "replan");
const feed = area(() => import("@/features/feed/CalendarPage"), "feed");
const messages = area(() => import("@/features/messages/routes"), "messages");
const waitlist = area(() => import("@/features/waitlist/routes"), "waitlist");
const intake = area(() => import("@/features/intake/routes"), "intake", "asking");

/** The areas of doctors and of clinics. */
export const staffRoutes = [
  createRoute({
    ...under,
    path: "/doctor/queue",
    component: page(queue, "DoctorQueuePage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/queue",
    component: page(queue, "ClinicQueuePage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/waitlist",
    component: page(waitlist, "BoardPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/messages",
    validateSearch: search.messagesSearch,
    component: page(messages, "MessagesPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor",
    component: page(doctorArea, "TodayPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/visits/$visitId",
    component: page(deskArea, "VisitDeskPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/week",
    component: page(doctorArea, "WeekPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/hours",
    component: page(doctorArea, "HoursPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/calendar",
    component: page(feed, "CalendarPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic",
    validateSearch: search.weekSearch,
    component: page(clinicArea, "WeekPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/bookings",
    component: page(clinicArea, "BookingsPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/phone",
    component: page(clinicArea, "PhonePage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/absences",
    component: page(replan, "AbsencesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/absences/new",
    validateSearch: search.absenceSearch,
    component: page(replan, "NewAbsencePage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/absences/$proposalId",
    component: page(replan, "ProposalPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/doctors",
    component: page(clinicArea, "DoctorsPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/doctors/$doctorId",
    component: page(clinicArea, "DoctorPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/services",
    component: page(clinicArea, "ServicesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/programmes",
    component: page(clinicArea, "ProgrammesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/releases",
    component: page(clinicArea, "ReleasesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/services/$serviceId/intake",
    component: page(intake, "EditorPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/setup",
    component: page(clinicArea, "SetupPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/staff",
    component: page(clinicArea, "StaffPage"),
  }),
] as const;
