import { Alert } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./ui.module.css";

const kinds = {
  info: { color: "accent", Icon: IconInfoCircle, role: "status" },
  success: { color: "green", Icon: IconCircleCheck, role: "status" },
  warning: { color: "yellow", Icon: IconAlertTriangle, role: "status" },
  danger: { color: "red", Icon: IconCircleX, role: "alert" },
} as const;

interface Props {
  kind: keyof typeof kinds;
  title?: ReactNode;
  children?: ReactNode;
}

/** Something to know now. The kind shows by icon as well as by colour; danger interrupts a screen reader. */
export function Notice({ kind, title, children }: Props) {
  const { color, Icon, role } = kinds[kind];
  return (
    <Alert
      color={color}
      variant="light"
      role={role}
      title={title}
      icon={<Icon aria-hidden />}
      classNames={{ root: classes.notice, title: classes.noticeTitle, message: classes.noticeText }}
    >
      {children}
    </Alert>
  );
}
