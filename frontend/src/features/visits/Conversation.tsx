import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import { query } from "@/shared/api/client";
import { useTimes } from "@/shared/time/useTimes";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";

/** What was written during the visit: addresses, names of medicines, advice. */
export function Conversation({ visitId }: { visitId: string }) {
  const { t } = useLingui();
  const times = useTimes();
  const events = query.useQuery("get", "/api/v1/consultations/{consultation_id}/events", {
    params: { path: { consultation_id: visitId }, query: { after: 0, limit: 200 } },
  });
  return (
    <Stack component="section" gap="sm" aria-labelledby="written">
      <Title order={2} fz="h3" id="written">
        <Trans>What was written</Trans>
      </Title>
      <Loaded of={events} loading={<LoadingRows rows={1} />}>
        {({ items }) => {
          const lines = items.filter(({ kind }) => kind === "chat");
          if (lines.length === 0) {
            return (
              <Text c="dimmed">
                <Trans>Nothing was written in this visit.</Trans>
              </Text>
            );
          }
          return (
            <Surface>
              <Stack component="ul" gap="md" className={classes.plainList}>
                {lines.map((line) => (
                  <li key={line.seq}>
                    <Text fz="sm" c="dimmed">
                      {line.from?.display_name ?? t`Somebody`}, {times.deviceClock(line.at)}
                    </Text>
                    <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                      {String(line.data.text ?? "")}
                    </Text>
                  </li>
                ))}
              </Stack>
            </Surface>
          );
        }}
      </Loaded>
    </Stack>
  );
}
