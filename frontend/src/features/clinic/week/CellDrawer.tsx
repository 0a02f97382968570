import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { WeekDoctor, WeekVisit } from "@/shared/api/week";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { WhyDrawer } from "../why/WhyDrawer";
import { useCellWords } from "./cellWords";
import classes from "./day.module.css";
import { VisitRow } from "./VisitRow";
import type { Cell } from "./weekModel";

interface Props {
  doctor: WeekDoctor["doctor"] | null;
  cell: Cell | null;
  onClose: () => void;
  onVisit: (id: string) => void;
  onCarry: (visit: WeekVisit) => void;
}

/** One doctor's day with every visit. */
export function CellDrawer({ doctor, cell, onClose, onVisit, onCarry }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const words = useCellWords();
  const [why, setWhy] = useState(false);
  const day = cell ? times.dayName(cell.day, now) : "";
  return (
    <Drawer
      opened={cell !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={`${doctor?.display_name ?? ""}, ${day}`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {cell && doctor ? (
        <Stack gap="sm">
          <Text c="dimmed">{words(cell)}</Text>
          {cell.visits.length === 0 ? (
            <Text>
              <Trans>No visits on this day.</Trans>
            </Text>
          ) : (
            <ol className={classes.list}>
              {cell.visits.map((visit) => (
                <VisitRow key={visit.id} visit={visit} onOpen={onVisit} onCarry={onCarry} />
              ))}
            </ol>
          )}
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/clinic/doctors/$doctorId" params={{ doctorId: doctor.id }} />
            )}
          >
            <Trans>Working hours and absences</Trans>
          </Button>
          <Button variant="default" onClick={() => setWhy(true)}>
            <Trans>Why is a time offered, or not?</Trans>
          </Button>
          <WhyDrawer doctor={doctor} day={cell.day} opened={why} onClose={() => setWhy(false)} />
        </Stack>
      ) : null}
    </Drawer>
  );
}
