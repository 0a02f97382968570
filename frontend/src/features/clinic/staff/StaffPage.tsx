import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAccount } from "@/shared/auth/useAccount";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { listStaff, removeStaff } from "../adminApi";
import { ForStaff, useClinic } from "../ForStaff";
import type { StaffMember } from "../model";
import { InviteForm } from "./InviteForm";
import { useRoles } from "./roles";
import classes from "./staff.module.css";

export function StaffPage() {
  return (
    <ForStaff admin>
      <Staff />
    </ForStaff>
  );
}

function Staff() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [inviting, setInviting] = useState(false);
  const staff = useQuery({
    queryKey: ["clinic", clinic.id, "staff"],
    queryFn: () => listStaff(clinic.id),
  });
  return (
    <>
      <PageHeader
        title={t`Staff`}
        back={{ to: "/clinic/setup", label: t`The clinic` }}
        lead={<Trans>Who may work for this clinic, and as what.</Trans>}
        actions={
          <Button onClick={() => setInviting(true)}>
            <Trans>Invite somebody</Trans>
          </Button>
        }
      />
      <Loaded of={staff} loading={<LoadingRows rows={4} height={64} />}>
        {(people) =>
          people.length === 0 ? (
            <EmptyState title={<Trans>Nobody works here yet</Trans>}>
              <Trans>Invite the first colleague by e-mail.</Trans>
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {people.map((one) => (
                <Member key={one.account_id} member={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal
        opened={inviting}
        onClose={() => setInviting(false)}
        title={t`Invite somebody`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <InviteForm onDone={() => setInviting(false)} />
      </Modal>
    </>
  );
}

function Member({ member }: { member: StaffMember }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const roles = useRoles();
  const account = useAccount();
  const [asking, setAsking] = useState(false);
  const drop = useMutation({
    mutationFn: () => removeStaff(clinic.id, member.account_id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "staff"] }),
  });
  const name = member.email ?? t`(no e-mail)`;
  const what = member.roles
    .map(({ role, doctor_name }) => (doctor_name ? `${roles[role]} (${doctor_name})` : roles[role]))
    .join(", ");
  const self = account.data?.id === member.account_id;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {what}
          {member.confirmed ? "" : t`, has not signed in yet`}
        </Text>
      </div>
      {self ? (
        <Text size="sm" c="dimmed">
          <Trans>you</Trans>
        </Text>
      ) : (
        <Button variant="default" aria-label={t`Remove ${name}`} onClick={() => setAsking(true)}>
          <Trans>Remove…</Trans>
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t`Remove ${name}?`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Text mb="md">
          <Trans>
            They lose access to this clinic at once. Their account and past visits stay.
          </Trans>
        </Text>
        {drop.error ? <ErrorState error={drop.error} /> : null}
        <Group>
          <Button
            color="red.9"
            data-autofocus
            loading={drop.isPending}
            onClick={() => drop.mutate(undefined, { onSuccess: () => setAsking(false) })}
          >
            <Trans>Remove from the clinic</Trans>
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            <Trans>Keep</Trans>
          </Button>
        </Group>
      </Modal>
    </li>
  );
}
