import { Group, Stack, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { Surface } from "@/shared/ui/Surface";
import classes from "./room.module.css";

export type Verdict = "waiting" | "ok" | "warning" | "failed";

const icons = {
  waiting: IconCircleDashed,
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
} as const;

interface Props {
  title: ReactNode;
  verdict: Verdict;
  /** The verdict in words, read out when it changes. */
  words: ReactNode;
  children?: ReactNode;
}

/** One thing that is checked: what it is, how it stands, and what to do about it. */
export function CheckSection({ title, verdict, words, children }: Props) {
  const id = useId();
  const Icon = icons[verdict];
  return (
    <Surface component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="h4" id={id}>
            {title}
          </Title>
          <Text role="status" className={classes.verdict} data-verdict={verdict}>
            <Icon size={20} aria-hidden />
            {words}
          </Text>
        </Group>
        {children}
      </Stack>
    </Surface>
  );
}
