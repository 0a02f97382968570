import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Badge, Text } from "@mantine/core";
import { IconAlertTriangle, IconChevronsUp, IconChevronUp, IconMinus } from "@tabler/icons-react";
import type { Accuracy, Estimate, WaitingRow } from "./api";
import { shareOf, spanOf } from "./figures";

type Word = WaitingRow["urgency_word"];

const looks = {
  very_urgent: { Icon: IconAlertTriangle, color: "red" },
  urgent: { Icon: IconChevronsUp, color: "orange" },
  soon: { Icon: IconChevronUp, color: "accent" },
  can_wait: { Icon: IconMinus, color: "gray" },
} as const;

function urgencyWords(word: Word): string {
  switch (word) {
    case "very_urgent":
      return t`Very urgent`;
    case "urgent":
      return t`Urgent`;
    case "soon":
      return t`Soon`;
    case "can_wait":
      return t`Can wait`;
  }
}

/** How urgent it is: by word and shape, not by colour alone. */
export function Urgency({ word }: { word: Word }) {
  useLingui();
  const { Icon, color } = looks[word];
  return (
    <Badge
      variant="light"
      color={color}
      c="inherit"
      tt="none"
      fw={600}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {urgencyWords(word)}
    </Badge>
  );
}

/** The wait, honestly: the middle, and what nine of ten stay within. */
export function Wait({ estimate }: { estimate: Estimate }) {
  useLingui();
  const middle = spanOf(estimate.median_s);
  const most = spanOf(estimate.p90_s);
  if (estimate.p90_s === 0) return <Trans>A doctor is free: it is your turn in a moment</Trans>;
  if (estimate.median_s === 0) return <Trans>Soon; for nine of ten people within {most}</Trans>;
  return (
    <Trans>
      About {middle}; for nine of ten people within {most}
    </Trans>
  );
}

const fewest = 10;

/** How true such promises have been; nothing while too few people can tell. */
export function HowTrue({ accuracy }: { accuracy: Accuracy | null }) {
  if (!accuracy || accuracy.of < fewest) return null;
  const { of } = accuracy;
  const share = shareOf(accuracy.share);
  return (
    <Text size="sm" c="dimmed">
      <Trans>
        Of the last {of} people, {share} were called within the time they had been told.
      </Trans>
    </Text>
  );
}
