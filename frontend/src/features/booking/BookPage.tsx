import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import { useSession } from "@/shared/auth/useSession";
import { NotALocalTime, parseLocal } from "@/shared/time/local";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { BookForm } from "./BookForm";
import { SignInFirst } from "./SignInFirst";
import { Summary } from "./Summary";

function readable(start: string | undefined): start is string {
  try {
    return start !== undefined && parseLocal(start).instant > 0;
  } catch (error) {
    if (error instanceof NotALocalTime) return false;
    throw error;
  }
}

export function BookPage() {
  const { doctor, service, start } = useSearch({ from: "/book" });
  if (!doctor || !service || !readable(start)) return <NothingChosen />;
  return <Chosen doctorId={doctor} serviceId={service} start={start} />;
}

function NothingChosen() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader title={t`Confirm your visit`} />
      <EmptyState
        title={<Trans>No time is chosen</Trans>}
        action={
          <ButtonLink to="/find">
            <Trans>Find a doctor</Trans>
          </ButtonLink>
        }
      >
        <Trans>This address is incomplete. Choose a time again; it takes a moment.</Trans>
      </EmptyState>
    </>
  );
}

interface ChosenProps {
  doctorId: string;
  serviceId: string;
  start: string;
}

function Chosen({ doctorId, serviceId, start }: ChosenProps) {
  const { t } = useLingui();
  const session = useSession();
  const doctor = query.useQuery("get", "/api/v1/doctors/{doctor_id}", {
    params: { path: { doctor_id: doctorId } },
  });
  return (
    <Stack gap="lg" maw={640}>
      <div>
        <PageHeader
          title={t`Confirm your visit`}
          back={{
            to: "/doctors/$doctorId",
            params: { doctorId },
            search: { service: serviceId },
            label: t`Choose another time`,
          }}
        />
        <Loaded of={doctor}>
          {(found) => {
            const service = found.services?.find(({ id }) => id === serviceId);
            if (!service) return <NothingChosen />;
            return (
              <Stack gap="lg">
                {session === "signed-in" ? (
                  <BookForm
                    key={`${doctorId} ${serviceId} ${start}`}
                    doctor={found}
                    service={service}
                    start={start}
                  />
                ) : (
                  <>
                    <Summary doctor={found} service={service} start={start} />
                    <SignInFirst />
                  </>
                )}
              </Stack>
            );
          }}
        </Loaded>
      </div>
    </Stack>
  );
}
