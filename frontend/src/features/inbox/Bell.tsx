import { Plural, useLingui } from "@lingui/react/macro";
import { VisuallyHidden } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useResumedPush } from "@/shared/push/useResumedPush";
import classes from "./inbox.module.css";
import { useUnread } from "./useInbox";

const SHOWN_AT_MOST = 99;

/** The way to the inbox, with how much is unread. A change is said to a screen reader, and shown as a number. */
export function Bell() {
  const { t } = useLingui();
  useResumedPush();
  const unread = useUnread();
  const label = unread > 0 ? t`Messages, ${unread} unread` : t`Messages`;
  return (
    <>
      <Link
        to="/inbox"
        className={classes.bell}
        aria-label={label}
        activeProps={{ "aria-current": "page" }}
      >
        <IconBell size={22} aria-hidden />
        {unread > 0 ? (
          <span className={classes.count} aria-hidden>
            {unread > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : unread}
          </span>
        ) : null}
      </Link>
      <VisuallyHidden role="status">
        {unread > 0 ? (
          <Plural value={unread} one="# unread message" other="# unread messages" />
        ) : null}
      </VisuallyHidden>
    </>
  );
}
