import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { loadStaffMessages } from "@/shared/i18n/i18n";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";

/*
 * Every path of the app is declared here, once; pages are loaded when they are first opened.
 *
 * The staff areas: src/features/doctor/routes.tsx and src/features/clinic/routes.tsx export page components by the
 * names used below, for example
 *
 *     export function TodayPage() { ... }                     // /doctor
 *     export function VisitDeskPage() {                       // /doctor/visits/$visitId
 *       const { visitId } = useParams({ from: "/doctor/visits/$visitId" });
 *     }
 *
 * A page must not import from @/app; it reads its own parameters with useParams/useSearch by path.
 */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const under = { getParentRoute: () => root };

async function withStaffMessages<T>(area: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([area, loadStaffMessages()]);
  return loaded;
}
const doctorArea = () => withStaffMessages(import("@/features/doctor/routes"));
const clinicArea = () => withStaffMessages(import("@/features/clinic/routes"));
const landing = () => import("@/features/landing/LandingPage");

const routeTree = root.addChildren([
  createRoute({ ...under, path: "/", component: lazyRouteComponent(landing, "LandingPage") }),

  createRoute({
    ...under,
    path: "/doctor",
    component: lazyRouteComponent(doctorArea, "TodayPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/visits/$visitId",
    component: lazyRouteComponent(doctorArea, "VisitDeskPage"),
  }),
  createRoute({
    ...under,
    path: "/doctor/week",
    component: lazyRouteComponent(doctorArea, "WeekPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic",
    component: lazyRouteComponent(clinicArea, "WeekPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/bookings",
    component: lazyRouteComponent(clinicArea, "BookingsPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/phone",
    component: lazyRouteComponent(clinicArea, "PhonePage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/doctors",
    component: lazyRouteComponent(clinicArea, "DoctorsPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/doctors/$doctorId",
    component: lazyRouteComponent(clinicArea, "DoctorPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/services",
    component: lazyRouteComponent(clinicArea, "ServicesPage"),
  }),
  createRoute({
    ...under,
    path: "/clinic/staff",
    component: lazyRouteComponent(clinicArea, "StaffPage"),
  }),
]);

export function makeRouter() {
  return createRouter({
    routeTree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
