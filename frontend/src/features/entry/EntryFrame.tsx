import { Box } from "@mantine/core";
import type { ReactNode } from "react";

/** The narrow column of the pages one passes on the way in. */
export function EntryFrame({ children }: { children: ReactNode }) {
  return (
    <Box maw={480} mx="auto">
      {children}
    </Box>
  );
}
