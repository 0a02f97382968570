import { Trans } from "@lingui/react/macro";
import { Button, Group, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Notice } from "./Notice";
import { Surface } from "./Surface";
import { problemWords } from "./words";

/** Grey rows in the shape of what is coming. */
export function LoadingRows({ rows = 3, height = 84 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="sm" role="status" aria-busy="true">
      <VisuallyHidden>
        <Trans>Loading</Trans>
      </VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={height} radius="lg" />
      ))}
    </Stack>
  );
}

interface EmptyProps {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here, and what to do about it. */
export function EmptyState({ title, children, action }: EmptyProps) {
  return (
    <Surface>
      <Stack align="flex-start" gap="sm">
        <Title order={2} fz="h4">
          {title}
        </Title>
        {children ? <Text c="dimmed">{children}</Text> : null}
        {action}
      </Stack>
    </Surface>
  );
}

/** What failed, in words. Loading can be tried again from here; something done, where it was done. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const title = retry ? <Trans>This could not be loaded</Trans> : <Trans>That did not work</Trans>;
  return (
    <Notice kind="danger" title={title}>
      <Stack gap="sm" align="flex-start">
        <Text>{problemWords(error)}</Text>
        {retry ? (
          <Group>
            <Button variant="default" onClick={retry}>
              <Trans>Try again</Trans>
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Notice>
  );
}

interface LoadedProps<T> {
  of: Pick<UseQueryResult<T, unknown>, "data" | "error" | "isPending" | "refetch">;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A query's three faces. Data that is already here stays on the screen while a refetch fails. */
export function Loaded<T>({ of, loading, children }: LoadedProps<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ErrorState error={of.error} retry={() => void of.refetch()} />;
  return loading ?? <LoadingRows />;
}
