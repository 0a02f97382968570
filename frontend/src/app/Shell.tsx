import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useAccount } from "@/shared/auth/useAccount";
import { useSession } from "@/shared/auth/useSession";
import { loadMessages } from "@/shared/i18n/i18n";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { destinations } from "./navigation";
import { Preferences } from "./Preferences";
import classes from "./shell.module.css";

/** Not part of the first load: what is there to read can wait for what one came for. */
const Bell = lazy(async () => {
  const [{ Bell }] = await Promise.all([import("@/features/inbox/Bell"), loadMessages("inbox")]);
  return { default: Bell };
});

/** After a change of page the keyboard and the screen reader start at its top. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const known = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (known.current !== undefined && path !== known.current) main.current?.focus();
    known.current = path;
  }, [path]);
  return main;
}

/** On a phone the row of many places scrolls: the one we are at is not left outside it. */
function useHereInSight(path: string, places: number) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (row.current && here && path && places)
      row.current.scrollLeft = here.offsetLeft - (row.current.clientWidth - here.clientWidth) / 2;
  }, [path, places]);
  return row;
}

export function Shell() {
  const { t } = useLingui();
  const session = useSession();
  const { data: account } = useAccount();
  const main = useFocusOnArrival();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const inRoom = /^\/visits\/[^/]+\/room$/.test(path);
  const places = session === "signed-in" ? destinations(account) : [];
  const few = places.length <= 4;
  const row = useHereInSight(path, places.length);
  return (
    <div className={classes.shell} data-tabs={places.length > 0 && few && !inRoom}>
      <a className={classes.skip} href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/" className={classes.brand} aria-label={t`Telemed, first page`}>
            <img src="/icon.svg" alt="" width={32} height={32} />
            <span>Telemed</span>
          </Link>
          {places.length > 0 && !inRoom ? (
            <nav
              ref={row}
              className={few ? classes.tabs : classes.row}
              data-many={places.length > 6}
              aria-label={t`Main`}
            >
              {places.map(({ to, label, Icon, exact, also }) => (
                <Link
                  key={to}
                  to={to}
                  className={classes.place}
                  activeOptions={{ exact: exact ?? false, includeSearch: false }}
                  activeProps={{ "aria-current": "page" }}
                  {...(also?.test(path) ? { "aria-current": "page" as const } : {})}
                >
                  <Icon size={22} aria-hidden />
                  {label}
                </Link>
              ))}
            </nav>
          ) : null}
          <div className={classes.end}>
            {session === "signed-in" && !inRoom ? (
              <Suspense fallback={<span className={classes.bell} />}>
                <Bell />
              </Suspense>
            ) : null}
            <Preferences />
            {session === "signed-out" ? (
              <ButtonLink to="/sign-in" variant="default" size="sm" h={44}>
                <Trans>Sign in</Trans>
              </ButtonLink>
            ) : null}
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main} data-wide={inRoom}>
        <Outlet />
      </main>
    </div>
  );
}
