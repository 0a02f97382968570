import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import classes from "./hours.module.css";
import type { AffectedVisit, Preview } from "./model";

interface Props {
  preview: Preview;
  changed: boolean;
  busy: boolean;
  onApply: () => void;
  onBack: () => void;
  /** Looks for other places for the touched visits, where somebody may do that. */
  onReplan?: (() => void) | undefined;
}

/** What a change would do, whom it touches first; only then the button that does it. */
export function PreviewPanel({ preview, changed, busy, onApply, onBack, onReplan }: Props) {
  const { affected, shifts_added: added, shifts_removed: removed } = preview;
  return (
    <Stack gap="sm" role="status">
      {changed ? (
        <Notice kind="warning" title={<Trans>The schedule changed while you were looking</Trans>}>
          <Trans>Nothing was applied. This is what the change would do now.</Trans>
        </Notice>
      ) : null}
      <Text fw={600}>
        <Trans>What this would do</Trans>
      </Text>
      {added + removed > 0 ? (
        <List>
          {added > 0 ? (
            <List.Item>
              <Plural value={added} one="# shift is added" other="# shifts are added" />
            </List.Item>
          ) : null}
          {removed > 0 ? (
            <List.Item>
              <Plural value={removed} one="# shift is removed" other="# shifts are removed" />
            </List.Item>
          ) : null}
        </List>
      ) : null}
      {affected.length === 0 ? (
        <Notice kind="success" title={<Trans>No booked visit is touched</Trans>} />
      ) : (
        <Affected visits={affected} />
      )}
      <Group>
        {onReplan && affected.length > 0 ? (
          <Button loading={busy} onClick={onReplan}>
            <Trans>Find other places for them</Trans>
          </Button>
        ) : null}
        <Button color={affected.length > 0 ? "red.9" : undefined} loading={busy} onClick={onApply}>
          {affected.length > 0 ? <Trans>Apply all the same</Trans> : <Trans>Apply</Trans>}
        </Button>
        <Button variant="default" onClick={onBack}>
          <Trans>Back without changing</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

function Affected({ visits }: { visits: AffectedVisit[] }) {
  const times = useTimes();
  const now = useNow();
  return (
    <Notice
      kind="warning"
      title={
        <Plural
          value={visits.length}
          one="# booked visit would have nobody to cover it"
          other="# booked visits would have nobody to cover them"
        />
      }
    >
      <Text mb="xs">
        <Trans>
          They stay booked and appear in the week as not covered, until they are moved or cancelled.
        </Trans>
      </Text>
      <ul className={classes.affected}>
        {visits.map((one) => (
          <li key={one.appointment_id}>
            <Text fw={600}>{times.moment(one.local_start, now)}</Text>
            <Text>{one.patient_name}</Text>
            <Text>{one.service_name}</Text>
            <StatusBadge status={one.status} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
