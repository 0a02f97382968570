import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";

interface Props {
  title: string;
  lead?: ReactNode;
  /** Where "back" leads: a place by name, not the browser's history. */
  back?: LinkProps & { label: string };
  actions?: ReactNode;
}

/** The page's one h1, which is also the window's title. */
export function PageHeader({ title, lead, back, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Telemed`;
  }, [title]);
  return (
    <Stack gap="xs" component="header" mb="lg">
      {back ? <Back {...back} /> : null}
      <Group justify="space-between" align="flex-start" gap="md">
        <Title order={1} fz={{ base: 26, sm: 32 }} lh={1.2}>
          {title}
        </Title>
        {actions}
      </Group>
      {lead ? (
        <Text c="dimmed" fz="lg" component="div" maw={640}>
          {lead}
        </Text>
      ) : null}
    </Stack>
  );
}

function Back({ label, ...link }: LinkProps & { label: string }) {
  return (
    <Anchor
      renderRoot={(props) => <Link {...props} {...link} />}
      display="inline-flex"
      style={{ alignItems: "center", gap: 6, minHeight: 32, width: "fit-content" }}
    >
      <IconArrowLeft size={18} aria-hidden />
      {label}
    </Anchor>
  );
}
