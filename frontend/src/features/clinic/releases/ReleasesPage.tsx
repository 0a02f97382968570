import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Button, Drawer, Group, Modal, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { ForStaff, useClinic } from "../ForStaff";
import classes from "../services/services.module.css";
import { endRelease, listReleases, type Release } from "./api";
import { ReleaseForm } from "./ReleaseForm";
import { ReservedTimes } from "./ReservedTimes";

export function ReleasesPage() {
  return (
    <ForStaff>
      <Releases />
    </ForStaff>
  );
}

function Releases() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey: ["clinic", clinic.id, "releases"],
    queryFn: () => listReleases(clinic.id),
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader
        title={t`Reserved time and releases`}
        back={{ to: "/clinic/setup", label: t`The clinic` }}
        lead={
          <Trans>
            Keep time for the phone or a programme, or release it at a set moment: those who came
            before are let in in a random order, later ones as they come.
          </Trans>
        }
        actions={
          clinic.isAdmin ? (
            <Button onClick={() => setAdding(true)}>
              <Trans>Plan a release</Trans>
            </Button>
          ) : null
        }
      />
      <Title order={2} fz="h4" mb="sm">
        <Trans>Releases</Trans>
      </Title>
      <Loaded of={list} loading={<LoadingRows rows={2} height={96} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={<Trans>Nothing is released in turn</Trans>}>
              <Trans>
                Plan a release when many people wait for the same times, such as a vaccination.
              </Trans>
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {items.map((one) => (
                <Line key={one.id} release={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <ReservedTimes />
      <Drawer
        opened={adding}
        onClose={() => setAdding(false)}
        position="right"
        size="lg"
        title={t`Plan a release`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        {adding ? <ReleaseForm onDone={() => setAdding(false)} /> : null}
      </Drawer>
    </>
  );
}

function Line({ release }: { release: Release }) {
  const times = useTimes();
  const services = release.services.map(({ name }) => name).join(", ");
  const now = useNow();
  const opens = times.moment(release.local_opens, now);
  const closes = times.moment(release.local_closes, now);
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600} component="div">
          <Anchor
            renderRoot={(props) => (
              <Link {...props} to="/releases/$releaseId" params={{ releaseId: release.id }} />
            )}
          >
            {release.name}
          </Anchor>{" "}
          <State release={release} />
        </Text>
        <Text size="sm" c="dimmed">
          {services}
        </Text>
        <Text size="sm">
          <Trans>
            Opens {opens}, closes {closes}
          </Trans>
        </Text>
        <Text size="sm">
          <Plural value={release.came} _0="nobody has come" one="# came" other="# came" />,{" "}
          <Plural
            value={release.booked}
            _0="nobody has booked"
            one="# has booked"
            other="# have booked"
          />
        </Text>
      </div>
      {release.state === "over" ? null : <EndButton release={release} />}
    </li>
  );
}

function State({ release }: { release: Release }) {
  const { t } = useLingui();
  const words = { waiting: t`not open yet`, open: t`open`, over: t`over` };
  return <Badge variant="outline">{words[release.state]}</Badge>;
}

function EndButton({ release }: { release: Release }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => endRelease(release),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", clinic.id] });
      setAsking(false);
    },
  });
  if (!clinic.isAdmin) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        <Trans>End it…</Trans>
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t`End ${release.name}?`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Text mb="md">
          <Trans>
            Anybody can book what is left at once, and those who wait lose their places. Booked
            visits stay.
          </Trans>
        </Text>
        {end.error ? <ErrorState error={end.error} /> : null}
        <Group>
          <Button color="red.9" data-autofocus loading={end.isPending} onClick={() => end.mutate()}>
            <Trans>End the release</Trans>
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            <Trans>Keep</Trans>
          </Button>
        </Group>
      </Modal>
    </>
  );
}
