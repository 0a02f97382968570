import { createRoute } from "@tanstack/react-router";
import { area, firstPage, type Pages, page, under } from "./root";
import * as search from "./search";

const queue = area(() => import("@/features/queue/routes"), "queue", "asking");
const release = area(() => import("@/features/release/routes"), "release");
const inbox = area(() => import("@/features/inbox/routes"), "inbox");
const preferences = area(() => import("@/features/preferences/routes"), "preferences", "push");
const waitlist = area(() => import("@/features/waitlist/routes"), "waitlist");
const family = area(() => import("@/features/family/routes"), "family");
const answer = area(() => import("@/features/answer/AnswerPage"), "answer");
const landing: Pages = () => import("@/features/landing/LandingPage");
const entry: Pages = () => import("@/features/entry/routes");
const finding = area(() => import("@/features/find/routes"), "heat");
const soonest = area(() => import("@/features/soonest/routes"), "soonest");
const courses = area(() => import("@/features/courses/routes"), "courses");
const booking = area(() => import("@/features/booking/BookPage"), "patient", "asking");
const visits = area(() => import("@/features/visits/routes"), "patient", "asking");
const room = area(() => import("@/features/room/routes"), "patient");
const account = area(() => import("@/features/account/AccountPage"), "patient");
const demo = area(() => import("@/features/demo/MailboxPage"), "patient");

/** What patients, and whoever has not signed in yet, may open. */
export const visitorRoutes = [
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
] as const;
