import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { Notice } from "@/shared/ui/Notice";
import type { Difference, Move } from "./model";
import { useDifferences } from "./wording";

interface Props {
  surprise: { changes: Difference[]; before: Move[] };
}

/** Why nothing was applied: what is different now. */
export function Changed({ surprise: { changes, before } }: Props) {
  const words = useDifferences();
  const nameOf = (id: string | null) =>
    before.find((move) => move.appointment_id === id)?.patient_name;
  return (
    <Notice
      kind="warning"
      title={<Trans>Something changed while you were looking. Nothing was moved.</Trans>}
    >
      <Text>
        <Trans>
          The visits below were worked out anew; what you decided yourself was kept where it is
          still possible. Look at them and apply again.
        </Trans>
      </Text>
      {changes.length > 0 ? (
        <List mt="xs">
          {changes.map(({ appointment_id: id, code }) => (
            <List.Item key={`${id}-${code}`}>
              {nameOf(id) ? (
                <Trans>
                  The visit of {nameOf(id)}: {words[code]}
                </Trans>
              ) : code === "new_visit" ? (
                <Trans>Another visit {words[code]}</Trans>
              ) : (
                words[code]
              )}
            </List.Item>
          ))}
        </List>
      ) : null}
    </Notice>
  );
}
