import { createRootRoute, lazyRouteComponent, type RouteComponent } from "@tanstack/react-router";
import { loadMessages } from "@/shared/i18n/i18n";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";

const shell: RouteComponent = Shell;
export const notFoundComponent: RouteComponent = NotFoundPage;
export const root = createRootRoute({ component: shell, notFoundComponent });
export const under = { getParentRoute: () => root };

/**
 * A page by the name under which its file exports it. The types of pages are left out on purpose: they use the
 * router's own type, which would then depend on itself. router.test.ts sees that every name is there.
 */
export type Pages = () => Promise<object>;
export function firstPage(load: Pages, name: string): RouteComponent {
  return lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name);
}
export function page(load: Pages, name: string): RouteComponent {
  return firstPage(
    async () => (await Promise.all([load(), import("./mantine-more.css")]))[0],
    name,
  );
}

/** An area's pages, with the catalogs of messages they need. */
export function area(load: Pages, ...catalogs: string[]): Pages {
  return async () => (await Promise.all([load(), loadMessages(...catalogs)]))[0];
}
