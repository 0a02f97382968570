import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Drawer, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { ForStaff, useClinic } from "../ForStaff";
import classes from "../services/services.module.css";
import { listProgrammes, type Programme, setActive } from "./api";
import { Members } from "./Members";
import { ProgrammeForm } from "./ProgrammeForm";

export function ProgrammesPage() {
  return (
    <ForStaff>
      <Programmes />
    </ForStaff>
  );
}

function Programmes() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<Programme | null>(null);
  const list = useQuery({
    queryKey: ["clinic", clinic.id, "programmes"],
    queryFn: () => listProgrammes(clinic.id),
  });
  return (
    <>
      <PageHeader
        title={t`Programmes`}
        back={{ to: "/clinic/setup", label: t`The clinic` }}
        lead={
          <Trans>
            Who pays for visits or comes first: an employer's cover, a benefit. Services and
            reserved time can be for members alone.
          </Trans>
        }
        actions={
          clinic.isAdmin ? (
            <Button onClick={() => setAdding(true)}>
              <Trans>Add a programme</Trans>
            </Button>
          ) : null
        }
      />
      <Loaded of={list} loading={<LoadingRows rows={3} height={72} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={<Trans>No programmes yet</Trans>}>
              <Trans>Add one, enter its members, then choose it in a service's rules.</Trans>
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {items.map((one) => (
                <Line key={one.id} programme={one} onOpen={() => setChosen(one)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t`Add a programme`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <ProgrammeForm onDone={() => setAdding(false)} />
      </Modal>
      <Drawer
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        position="right"
        size="lg"
        title={chosen ? t`Members of ${chosen.name}` : ""}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        {chosen ? <Members programme={chosen} /> : null}
      </Drawer>
    </>
  );
}

function Line({ programme, onOpen }: { programme: Programme; onOpen: () => void }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: () => setActive(programme, !programme.active),
    onSettled: () => cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "programmes"] }),
  });
  const { name, active } = programme;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>
          {name}{" "}
          {active ? null : (
            <Badge color="gray" variant="outline">
              <Trans>not in use</Trans>
            </Badge>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {programme.code} ·{" "}
          <Plural value={programme.members} _0="no members" one="# member" other="# members" />
        </Text>
        {change.error ? <ErrorState error={change.error} /> : null}
      </div>
      <Group gap="xs">
        <Button variant="default" aria-label={t`Members of ${name}`} onClick={onOpen}>
          <Trans>Members</Trans>
        </Button>
        {clinic.isAdmin ? (
          <Button
            variant="default"
            loading={change.isPending}
            aria-label={active ? t`Stop using ${name}` : t`Use ${name} again`}
            onClick={() => change.mutate()}
          >
            {active ? <Trans>Stop using</Trans> : <Trans>Use again</Trans>}
          </Button>
        ) : null}
      </Group>
    </li>
  );
}
