import { createRouter } from "@tanstack/react-router";
import { notFoundComponent, root } from "./root";
import { staffRoutes } from "./staffRoutes";
import { visitorRoutes } from "./visitorRoutes";

/*
 * Every path of the app is declared once, in visitorRoutes or staffRoutes; pages are loaded when they are first opened.
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
const routeTree = root.addChildren([...visitorRoutes, ...staffRoutes]);

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
