import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { Surface } from "@/shared/ui/Surface";

/** A visit in a list: its time is the link. */
export function VisitRow({ visit }: { visit: Appointment }) {
  const times = useTimes();
  const now = useNow(60_000);
  const moment = times.moment(visit.local_start, now);
  return (
    <Surface>
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Anchor
            fw={650}
            style={{ textTransform: "none" }}
            renderRoot={(props) => (
              <Link {...props} to="/visits/$visitId" params={{ visitId: visit.id }} search={{}} />
            )}
          >
            {times.upperFirst(moment)}
          </Anchor>
          <Text c="dimmed">{[visit.doctor.display_name, visit.service.name].join(" · ")}</Text>
        </Stack>
        <StatusBadge status={visit.status} />
      </Group>
    </Surface>
  );
}
