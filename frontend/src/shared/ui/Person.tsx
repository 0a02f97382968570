import { Avatar, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

function initials(name: string): string {
  return name
    .replace(/^(dr|др)\.?\s/i, "")
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1))
    .join("");
}

interface Props {
  name: string;
  photo?: string | null;
  size?: number;
  children?: ReactNode;
  /** Draws the name itself, for example as a link or a heading. */
  heading?: ReactNode;
}

/** A face or initials, the name, and lines about the person. */
export function Person({ name, photo, size = 52, children, heading }: Props) {
  return (
    <Group wrap="nowrap" align="flex-start" gap="md">
      <Avatar src={photo ?? null} alt="" size={size} color="accent" variant="light" aria-hidden>
        {initials(name)}
      </Avatar>
      <Stack gap={2} style={{ minWidth: 0 }}>
        {heading ?? <Text fw={650}>{name}</Text>}
        {children}
      </Stack>
    </Group>
  );
}
