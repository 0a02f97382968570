import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Leaving asks once: a slip of the thumb should not end a conversation with a doctor. */
export function LeaveVisit({ leave, children }: { leave: () => void; children: ReactNode }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button color="red" onClick={() => setOpen(true)}>
        <span style={{ display: "inline-flex", gap: 8, alignItems: "center" }}>{children}</span>
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t`Leave the visit?`}
        centered
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack gap="md">
          <Text>
            <Trans>You can come back as long as the doctor has not ended the visit.</Trans>
          </Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
              <Trans>Stay</Trans>
            </Button>
            <Button color="red" onClick={leave}>
              <Trans>Leave the visit</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
