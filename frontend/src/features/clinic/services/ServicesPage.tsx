import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Drawer, Group, Text } from "@mantine/core";
import { useState } from "react";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { modalityWords } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { ForStaff } from "../ForStaff";
import type { ClinicSettings, ServiceSettings } from "../model";
import { useSettings } from "../useSettings";
import { ServiceForm } from "./ServiceForm";
import classes from "./services.module.css";

export function ServicesPage() {
  return (
    <ForStaff admin>
      <Services />
    </ForStaff>
  );
}

function Services() {
  const { t } = useLingui();
  const settings = useSettings();
  const [editing, setEditing] = useState<ServiceSettings | "new" | null>(null);
  return (
    <>
      <PageHeader
        title={t`Services`}
        back={{ to: "/clinic/setup", label: t`The clinic` }}
        lead={<Trans>What patients can book: how long, how, at what price.</Trans>}
        actions={
          <Button onClick={() => setEditing("new")}>
            <Trans>Add a service</Trans>
          </Button>
        }
      />
      <Loaded of={settings} loading={<LoadingRows rows={5} height={72} />}>
        {(clinic) => (
          <>
            <List clinic={clinic} onEdit={setEditing} />
            <Drawer
              opened={editing !== null}
              onClose={() => setEditing(null)}
              position="right"
              size="lg"
              title={editing === "new" ? t`Add a service` : t`Change the service`}
              closeButtonProps={{ "aria-label": t`Close` }}
            >
              {editing ? (
                <ServiceForm
                  clinic={clinic}
                  known={editing === "new" ? null : editing}
                  onSaved={() => setEditing(null)}
                />
              ) : null}
            </Drawer>
          </>
        )}
      </Loaded>
    </>
  );
}

interface ListProps {
  clinic: ClinicSettings;
  onEdit: (service: ServiceSettings) => void;
}

function List({ clinic, onEdit }: ListProps) {
  const { t, i18n } = useLingui();
  if (clinic.services.length === 0)
    return (
      <EmptyState title={<Trans>No services yet</Trans>}>
        <Trans>Add the first one, then give it to doctors.</Trans>
      </EmptyState>
    );
  const nameOf = (one: ServiceSettings) =>
    one.name_i18n[i18n.locale as "en"] ?? one.name_i18n[clinic.languages[0] ?? "en"] ?? "";
  const specialty = new Map(clinic.specialties.map(({ id, name }) => [id, name]));
  const words = (one: ServiceSettings) => `${specialty.get(one.specialty_id)} ${nameOf(one)}`;
  const sorted = [...clinic.services].sort((a, b) => words(a).localeCompare(words(b)));
  return (
    <ul className={classes.list}>
      {sorted.map((one) => (
        <li key={one.id} className={classes.line}>
          <div>
            <Text fw={600}>
              {nameOf(one)}{" "}
              {one.active ? null : (
                <Badge color="gray" variant="outline">
                  <Trans>not offered</Trans>
                </Badge>
              )}
            </Text>
            <Text size="sm" c="dimmed">
              {specialty.get(one.specialty_id)} · {t`${one.duration_min} min`} ·{" "}
              {one.modalities.map(modalityWords).join(", ")} ·{" "}
              {money(one.price_minor, one.currency)}
            </Text>
          </div>
          <Group gap="xs">
            <ButtonLink
              to="/clinic/services/$serviceId/intake"
              params={{ serviceId: one.id }}
              variant="default"
              aria-label={t`Questions before ${nameOf(one)}`}
            >
              <Trans>Questions</Trans>
            </ButtonLink>
            <Button
              variant="default"
              aria-label={t`Change ${nameOf(one)}`}
              onClick={() => onEdit(one)}
            >
              <Trans>Change</Trans>
            </Button>
          </Group>
        </li>
      ))}
    </ul>
  );
}
