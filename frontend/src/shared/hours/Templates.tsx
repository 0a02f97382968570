import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, ErrorState, Loaded } from "@/shared/ui/states";
import { listTemplates } from "./api";
import classes from "./hours.module.css";
import type { Template } from "./model";
import { PreviewPanel } from "./PreviewPanel";
import { TemplateForm } from "./TemplateForm";
import { type OnReplan, replanOf, useTimeChange } from "./useTimeChange";
import { useWeekdays } from "./weekdays";

/** The weekly hours of a doctor, in periods; every change is previewed. */
export function Templates({ calendarId, onReplan }: { calendarId: string; onReplan?: OnReplan }) {
  const [editing, setEditing] = useState<Template | "new" | null>(null);
  const [done, setDone] = useState(false);
  const templates = useQuery({
    queryKey: ["clinic", "templates", calendarId],
    queryFn: () => listTemplates(calendarId),
  });
  const change = useTimeChange(calendarId, () => {
    setEditing(null);
    setDone(true);
  });
  const edit = (what: Template | "new") => {
    setDone(false);
    setEditing(what);
  };
  if (change.pending)
    return (
      <Surface>
        <PreviewPanel
          preview={change.pending.preview}
          changed={change.pending.changed}
          busy={change.busy}
          onApply={change.apply}
          onBack={change.forget}
          onReplan={replanOf(change.pending.wish, onReplan)}
        />
        {change.error ? <ErrorState error={change.error} /> : null}
      </Surface>
    );
  return (
    <Stack>
      {done ? (
        <Notice kind="success" title={<Trans>The working hours were changed</Trans>} />
      ) : null}
      {change.error ? <ErrorState error={change.error} /> : null}
      {editing ? (
        <Surface>
          <TemplateForm
            template={editing === "new" ? null : editing}
            busy={change.busy}
            onPreview={(body) =>
              change.look({ kind: "template", template: editing === "new" ? null : editing, body })
            }
            onBack={() => setEditing(null)}
          />
        </Surface>
      ) : (
        <>
          <Loaded of={templates}>
            {(items) =>
              items.length === 0 ? (
                <EmptyState title={<Trans>No weekly hours yet</Trans>}>
                  <Trans>Set them, and shifts are made from them for the weeks ahead.</Trans>
                </EmptyState>
              ) : (
                <ul className={classes.list}>
                  {items.map((one) => (
                    <TemplateLine
                      key={one.id}
                      template={one}
                      onEdit={() => edit(one)}
                      onDrop={() => change.end(one)}
                    />
                  ))}
                </ul>
              )
            }
          </Loaded>
          <Button w="fit-content" onClick={() => edit("new")}>
            <Trans>Add weekly hours</Trans>
          </Button>
        </>
      )}
    </Stack>
  );
}

interface LineProps {
  template: Template;
  onEdit: () => void;
  onDrop: () => void;
}

function TemplateLine({ template, onEdit, onDrop }: LineProps) {
  const { t } = useLingui();
  const times = useTimes();
  const weekdays = useWeekdays();
  const from = times.fullDate(template.valid_from);
  const until = template.valid_until ? times.fullDate(template.valid_until) : null;
  const period = until ? t`From ${from} until ${until}` : t`From ${from}, open-ended`;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{period}</Text>
        {weekdays.map((name, weekday) => {
          const ranges = template.hours.filter((one) => one.weekday === weekday);
          return ranges.length === 0 ? null : (
            <Text key={name} size="sm">
              {name}:{" "}
              {ranges.map(({ start, end }) => `${start.slice(0, 5)}–${end.slice(0, 5)}`).join(", ")}
            </Text>
          );
        })}
      </div>
      <Group gap="xs">
        <Button variant="default" onClick={onEdit} aria-label={t`Change the hours: ${period}`}>
          <Trans>Change</Trans>
        </Button>
        <Button variant="default" onClick={onDrop} aria-label={t`End the hours today: ${period}`}>
          <Trans>End today…</Trans>
        </Button>
      </Group>
    </li>
  );
}
