import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTimes } from "@/shared/time/useTimes";
import { ModalityLabel } from "@/shared/ui/modality";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { EmptyState } from "@/shared/ui/states";
import type { Today } from "./api";
import classes from "./doctor.module.css";
import { type Row, timeline } from "./nextStep";

export function Timeline({ today, now }: { today: Today; now: number }) {
  const rows = timeline(today);
  if (rows.length === 0)
    return (
      <EmptyState title={<Trans>No working hours today</Trans>}>
        <Trans>Your working week is under “My week”.</Trans>
      </EmptyState>
    );
  return (
    <ol className={classes.list}>
      {rows.map((row) =>
        row.kind === "gap" ? (
          <Gap key={row.key} gap={row} />
        ) : (
          <Visit key={row.key} row={row} now={now} />
        ),
      )}
    </ol>
  );
}

function Gap({ gap }: { gap: Extract<Row, { kind: "gap" }> }) {
  const times = useTimes();
  return (
    <li className={classes.gap}>
      <span className={classes.time}>{times.clock(gap.from)}</span>
      <Text c="dimmed" size="sm">
        <Trans>free until {times.clock(gap.to)}</Trans>
      </Text>
    </li>
  );
}

function Visit({ row, now }: { row: Extract<Row, { kind: "visit" }>; now: number }) {
  const { t } = useLingui();
  const times = useTimes();
  const { visit } = row;
  const current = Date.parse(visit.starts_at) <= now && now < Date.parse(visit.ends_at);
  const name = visit.patient.display_name;
  return (
    <li
      className={classes.row}
      data-tone={visit.status === "cancelled" ? "gone" : undefined}
      aria-current={current ? "time" : undefined}
    >
      <span className={classes.time}>{times.clock(visit.local_start)}</span>
      <div className={classes.rowText}>
        <Anchor
          fw={650}
          renderRoot={(props) => (
            <Link {...props} to="/doctor/visits/$visitId" params={{ visitId: visit.id }} />
          )}
          aria-label={t`Visit of ${name} at ${times.clock(visit.local_start)}`}
        >
          {name}
        </Anchor>
        <Text size="sm" c="dimmed" component="div" className={classes.what}>
          {visit.service.name} <ModalityLabel modality={visit.modality} />
        </Text>
      </div>
      <StatusBadge status={visit.status} />
    </li>
  );
}
