import { Stack, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Surface } from "@/shared/ui/Surface";

export function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Surface component="section" aria-labelledby={id}>
      <Stack gap="md">
        <Title order={2} fz="h3" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Surface>
  );
}
