import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { hasStatus } from "@/shared/api/problem";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";

export function CancelVisit({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const refresh = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/appointments"),
    });
  const cancel = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/appointments/{appointment_id}/cancel", {
        params: {
          path: { appointment_id: visit.id },
          header: { "if-match": `"${visit.revision}"` },
        },
        body: reason.trim() ? { reason: reason.trim() } : {},
      }),
    onSuccess: async () => {
      await refresh();
      setOpen(false);
    },
    onError: async (error) => {
      // Somebody changed the visit meanwhile: show what it has become.
      if (hasStatus(error, 412) || hasStatus(error, 409)) await refresh();
    },
  });
  const moment = times.upperFirst(times.moment(visit.local_start, now));
  const doctor = visit.doctor.display_name;
  return (
    <>
      <Button variant="outline" color="red" onClick={() => setOpen(true)}>
        <Trans>Cancel the visit</Trans>
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t`Cancel this visit?`}
        centered
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack gap="md">
          <Text>
            <Trans>
              {moment}, {doctor}. The time goes to somebody else at once, and cannot be taken back.
            </Trans>
          </Text>
          <Textarea
            label={t`Why? (optional)`}
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {cancel.error ? <Notice kind="danger">{problemWords(cancel.error)}</Notice> : null}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
              <Trans>Keep the visit</Trans>
            </Button>
            <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              <Trans>Yes, cancel it</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
