import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import { loadMessages } from "@/shared/i18n/i18n";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";
import * as search from "./search";

/*
 * Every path of the app is declared here, once; pages are loaded when they are first opened.
 *
 * The staff areas (src/features/doctor, desk and clinic): their routes.tsx export page components by the names used
 * below, for example
 *
 *     export function TodayPage() { ... }                     // /doctor
 *     export function VisitDeskPage() {                       // /doctor/visits/$visitId
 *       const { visitId } = useParams({ from: "/doctor/visits/$visitId" });
 *     }
 *
 * A page must not import from @/app; it reads its own parameters with useParams/useSearch by path.
 */
const shell: RouteComponent = Shell;
const notFoundComponent: RouteComponent = NotFoundPage;
const root = createRootRoute({ component: shell, notFoundComponent });
const under = { getParentRoute: () => root };

/**
 * A page by the name under which its file exports it. The types of pages are left out on purpose: they use the
 * router's own type, which would then depend on itself. router.test.ts sees that every name is there.
 */
type Pages = () => Promise<object>;
function firstPage(load: Pages, name: string): RouteComponent {
  return lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name);
}
function page(load: Pages, name: string): RouteComponent {
  return firstPage(
    async () => (await Promise.all([load(), import("./mantine-more.css")]))[0],
    name,
  );
}

/** An area's pages, with the catalogs of messages they need. */
function area(load: Pages, ...catalogs: string[]): Pages {
  return async () => (await Promise.all([load(), loadMessages(...catalogs)]))[0];
}
const doctorArea = area(() => import("@/features/doctor/routes"), "staff");
const deskArea = area(() => import("@/features/desk/routes"), "staff", "asking");
const clinicArea = area(() => import("@/features/clinic/routes"), "staff", "heat");
const queue = area(() => import("@/features/queue/routes"), "queue", "asking");
const replan = area(() => import("@/features/replan/routes"), "replan");
const release = area(() => import("@/features/release/routes"), "release");
const feed = area(() => import("@/features/feed/CalendarPage"), "feed");
const inbox = area(() => import("@/features/inbox/routes"), "inbox");
const preferences = area(() => import("@/features/preferences/routes"), "preferences", "push");
const messages = area(() => import("@/features/messages/routes"), "messages");
const waitlist = area(() => import("@/features/waitlist/routes"), "waitlist");
const family = area(() => import("@/features/family/routes"), "family");
const answer = area(() => import("@/features/answer/AnswerPage"), "answer");
const landing: Pages = () => import("@/features/landing/LandingPage");
const intake = area(() => import("@/features/intake/routes"), "intake", "asking");
const entry: Pages = () => import("@/features/entry/routes");
const finding = area(() => import("@/features/find/routes"), "heat");
const soonest = area(() => import("@/features/soonest/routes"), "soonest");
const courses = area(() => import("@/features/courses/routes"), "courses");
const booking = area(() => import("@/features/booking/BookPage"), "patient", "asking");
const visits = area(() => import("@/features/visits/routes"), "patient", "asking");
const room = area(() => import("@/features/room/routes"), "patient");
const account = area(() => import("@/features/account/AccountPage"), "patient");
const demo = area(() => import("@/features/demo/MailboxPage"), "patient");

const routeTree = root.addChildren([
  createRoute({ ...under, path: "/", component: firstPage(landing, "LandingPage") }),
  createRoute({
    ...under,
    path: "/sign-in",
    validateSearch: search.entrySearch,
    component: page(entry, "SignInPage"),
  }),
  createRoute({
    ...under,
    path: "/register",
    validateSearch: search.registerSearch,
    component: page(entry, "RegisterPage"),
  }),
  createRoute({
    ...under,
    path: "/confirm",
    validateSearch: search.confirmSearch,
    component: page(entry, "ConfirmPage"),
  }),
  createRoute({
    ...under,
    path: "/reset",
    validateSearch: search.resetSearch,
    component: page(entry, "ResetPage"),
  }),
  createRoute({
    ...under,
    path: "/find",
    validateSearch: search.findSearch,
    component: page(finding, "FindPage"),
  }),
  createRoute({
    ...under,
    path: "/doctors/$doctorId",
    validateSearch: search.doctorSearch,
    component: page(finding, "DoctorPage"),
  }),
  createRoute({
    ...under,
    path: "/soonest",
    validateSearch: search.soonestSearch,
    component: page(soonest, "SoonestPage"),
  }),
  createRoute({
    ...under,
    path: "/courses",
    validateSearch: search.courseSearch,
    component: page(courses, "CoursePage"),
  }),
  createRoute({
    ...under,
    path: "/book",
    validateSearch: search.bookSearch,
    component: page(booking, "BookPage"),
  }),
  createRoute({
    ...under,
    path: "/visits",
    component: page(visits, "VisitsPage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId",
    validateSearch: search.visitSearch,
    component: page(visits, "VisitPage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId/move",
    component: page(visits, "MovePage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId/intake",
    validateSearch: search.intakeSearch,
    component: page(visits, "IntakePage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId/after",
    component: page(visits, "AfterPage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId/check",
    component: page(room, "CheckPage"),
  }),
  createRoute({
    ...under,
    path: "/visits/$visitId/room",
    component: page(room, "RoomPage"),
  }),
  createRoute({
    ...under,
    path: "/now",
    validateSearch: search.nowSearch,
    component: page(queue, "NowPage"),
  }),
  createRoute({
    ...under,
    path: "/now/$entryId",
    component: page(queue, "TurnPage"),
  }),
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
    path: "/waitlist",
    component: page(waitlist, "WaitlistPage"),
  }),
  createRoute({
    ...under,
    path: "/waitlist/new",
    validateSearch: search.wishSearch,
    component: page(waitlist, "NewWishPage"),
  }),
  createRoute({
    ...under,
    path: "/answer",
    validateSearch: search.resetSearch,
    component: page(answer, "AnswerPage"),
  }),
  createRoute({
    ...under,
    path: "/family",
    component: page(family, "FamilyPage"),
  }),
  createRoute({
    ...under,
    path: "/family/join",
    validateSearch: search.resetSearch,
    component: page(family, "JoinPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/waitlist",
    component: page(waitlist, "BoardPage"),
  }),
  createRoute({
    ...under,
    path: "/account",
    component: page(account, "AccountPage"),
  }),
  createRoute({ ...under, path: "/inbox", component: page(inbox, "InboxPage") }),
  createRoute({
    ...under,
    path: "/account/messages",
    component: page(preferences, "PreferencesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/messages",
    validateSearch: search.messagesSearch,
    component: page(messages, "MessagesPage"),
  }),
  createRoute({
    ...under,
    path: "/demo/mailbox",
    validateSearch: search.mailboxSearch,
    component: page(demo, "MailboxPage"),
  }),

  createRoute({ ...under, path: "/releases", component: page(release, "ReleasesPage") }),
  createRoute({
    ...under,
    path: "/releases/$releaseId",
    component: page(release, "ReleasePage"),
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
]);

export function makeRouter() {
  return createRouter({
    routeTree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultNotFoundComponent: notFoundComponent,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
