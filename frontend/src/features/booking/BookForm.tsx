import { Trans, useLingui } from "@lingui/react/macro";
import type { Account, Doctor, Service } from "@/shared/api/model";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { useForm } from "@/shared/intake/useForm";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { Booking } from "./Booking";

interface Props {
  doctor: Doctor;
  service: Service;
  start: string;
}

type Patient = Account["patients"][number];

/** Some representatives may come along or read, and not book. */
const mayBookFor = ({ scope }: Patient) => scope === "self" || scope === "book";

export function BookForm(props: Props) {
  const { i18n } = useLingui();
  const account = useAccount();
  const form = useForm(props.service.id, i18n.locale);
  return (
    <Loaded of={account}>
      {(found) => {
        const known = ownPatient(found);
        const own = known && mayBookFor(known) ? known : found.patients.find(mayBookFor);
        return own ? (
          <Loaded of={form}>
            {(asked) => (
              <Booking
                {...props}
                form={asked}
                patients={found.patients.filter(mayBookFor)}
                first={own.id}
              />
            )}
          </Loaded>
        ) : (
          <EmptyState title={<Trans>This account is not a patient's</Trans>}>
            <Trans>
              Visits are booked from a patient's account, or by the clinic on the phone.
            </Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}
