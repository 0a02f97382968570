import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { query } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { WorkingTime } from "@/shared/hours/WorkingTime";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type OwnCalendar, ownCalendars } from "./ownCalendars";

export function HoursPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <PageHeader
        title={t`My hours`}
        lead={<Trans>When patients can book you, and when you are away.</Trans>}
      />
      <MyHours />
    </SignedIn>
  );
}

function MyHours() {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={3} />}>
      {(data) => {
        const calendars = ownCalendars(data);
        return calendars.length > 0 ? (
          <Calendars calendars={calendars} />
        ) : (
          <EmptyState title={<Trans>You have no calendar at a clinic</Trans>}>
            <Trans>This page is for doctors. Ask the clinic's administrator to add you.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}

/** A doctor of several clinics has a calendar at each. */
function Calendars({ calendars }: { calendars: OwnCalendar[] }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<string | null>(null);
  const calendar = calendars.find(({ id }) => id === chosen) ?? calendars[0];
  if (!calendar) return null;
  return (
    <>
      {calendars.length > 1 ? (
        <NativeSelect
          label={t`Clinic`}
          maw={360}
          mb="md"
          value={calendar.id}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={calendars.map(({ id, clinicName }) => ({ value: id, label: clinicName }))}
        />
      ) : null}
      <OneCalendar key={calendar.id} calendar={calendar} />
    </>
  );
}

function OneCalendar({ calendar }: { calendar: OwnCalendar }) {
  const clinic = query.useQuery(
    "get",
    "/api/v1/clinics/{clinic_id}",
    { params: { path: { clinic_id: calendar.clinicId } } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  return (
    <Loaded of={clinic} loading={<LoadingRows rows={3} />}>
      {({ zone }) => <WorkingTime calendarId={calendar.id} zone={zone} />}
    </Loaded>
  );
}
