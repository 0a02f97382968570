import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconPhone } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Surface } from "@/shared/ui/Surface";
import classes from "./intake.module.css";

interface Props {
  advice: string;
  /** Of the country of the clinic. */
  emergencyNumber: string;
  onMistaken: () => void;
  /** The visit was booked before, and still is. */
  booked?: boolean;
}

/** Some countries have several: "103, 112". */
function numbersOf(text: string): string[] {
  return text
    .split(/[,;/]/)
    .map((number) => number.trim())
    .filter(Boolean);
}

/** The end of a booking that must not be one: what to do now, with one large button. */
export function DangerStop({ advice, emergencyNumber, onMistaken, booked }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Surface
      role="alert"
      style={{ borderColor: "var(--mantine-color-red-filled)", borderWidth: 2 }}
    >
      <Stack gap="lg">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={32} color="var(--mantine-color-red-filled)" aria-hidden />
          <Title
            order={2}
            fz={{ base: 24, sm: 30 }}
            lh={1.2}
            ref={heading}
            tabIndex={-1}
            style={{ outline: "none" }}
          >
            <Trans>Please do not wait for a visit</Trans>
          </Title>
        </Group>
        <Text fz="lg" style={{ whiteSpace: "pre-line" }}>
          {advice}
        </Text>
        {numbersOf(emergencyNumber).map((number, index) => (
          <Button
            key={number}
            component="a"
            href={`tel:${number.replace(/[^+\d]/g, "")}`}
            color="red"
            variant={index === 0 ? "filled" : "default"}
            size="xl"
            leftSection={<IconPhone aria-hidden />}
            className={classes.call}
          >
            <Trans>Call {number}</Trans>
          </Button>
        ))}
        <Text c="dimmed">
          {booked ? (
            <Trans>
              Your visit stays booked. The clinic is told nothing by this page: please call.
            </Trans>
          ) : (
            <Trans>
              Nothing was booked, and the time is free for others. Your answers are kept on this
              device until you close the page.
            </Trans>
          )}
        </Text>
        <Button variant="subtle" w="fit-content" px={0} onClick={onMistaken}>
          <Trans>I chose this answer by mistake</Trans>
        </Button>
      </Stack>
    </Surface>
  );
}
