import { Trans } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { Absences } from "./Absences";
import classes from "./hours.module.css";
import { Shifts } from "./Shifts";
import { Templates } from "./Templates";
import type { OnReplan } from "./useTimeChange";

interface Props {
  /** A doctor's calendar has the doctor's id. */
  calendarId: string;
  /** The clinic's zone, in which times are typed. */
  zone: string;
  onReplan?: OnReplan;
  /** One more tab, after those about time. */
  more?: { label: ReactNode; panel: ReactNode };
}

/** When a doctor works: weekly hours, absences, and the shifts that come of them. */
export function WorkingTime({ calendarId, zone, more, onReplan }: Props) {
  return (
    <Tabs defaultValue="hours" keepMounted={false} classNames={{ tab: classes.tab }}>
      <Tabs.List mb="md">
        <Tabs.Tab value="hours">
          <Trans>Working hours</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="absences">
          <Trans>Absences</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="shifts">
          <Trans>Shifts</Trans>
        </Tabs.Tab>
        {more ? <Tabs.Tab value="more">{more.label}</Tabs.Tab> : null}
      </Tabs.List>
      <Tabs.Panel value="hours">
        <Templates calendarId={calendarId} onReplan={onReplan} />
      </Tabs.Panel>
      <Tabs.Panel value="absences">
        <Absences calendarId={calendarId} zone={zone} onReplan={onReplan} />
      </Tabs.Panel>
      <Tabs.Panel value="shifts">
        <Shifts calendarId={calendarId} zone={zone} />
      </Tabs.Panel>
      {more ? <Tabs.Panel value="more">{more.panel}</Tabs.Panel> : null}
    </Tabs>
  );
}
