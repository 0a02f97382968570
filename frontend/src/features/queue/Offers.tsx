import { Plural, Trans } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { modalityList } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState } from "@/shared/ui/states";
import type { Duty, DutyService } from "./api";
import { HowTrue, Wait } from "./Words";

/** Where a doctor can be seen now, those that are open first. */
export function Offers({ items }: { items: Duty[] }) {
  const open = items.flatMap((duty) =>
    duty.services.filter((service) => service.open).map((service) => ({ duty, service })),
  );
  if (open.length === 0) return <Closed items={items} />;
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
      {open.map(({ duty, service }) => (
        <Offer key={service.id} duty={duty} service={service} />
      ))}
    </Stack>
  );
}

function Offer({ duty, service }: { duty: Duty; service: DutyService }) {
  return (
    <Surface component="li">
      <Stack gap="sm">
        <div>
          <Title order={2} fz="h3">
            {service.name}
          </Title>
          <Text c="dimmed">
            {[
              duty.clinic.name,
              modalityList(service.modalities),
              money(service.price_minor, service.currency),
            ].join(" · ")}
          </Text>
        </div>
        <Text fw={600}>
          {service.estimate ? <Wait estimate={service.estimate} /> : <NoPromise />}
        </Text>
        <Text>
          <Plural
            value={service.waiting}
            _0="Nobody is waiting"
            one="# person is waiting"
            few="# people are waiting"
            many="# people are waiting"
            other="# people are waiting"
          />
          {", "}
          <Plural
            value={duty.doctors}
            one="# doctor is on duty"
            few="# doctors are on duty"
            many="# doctors are on duty"
            other="# doctors are on duty"
          />
        </Text>
        <HowTrue accuracy={duty.accuracy} />
        <Group>
          <ButtonLink to="/now" search={{ service: service.id }} size="lg">
            <Trans>Say what is wrong</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Surface>
  );
}

export function NoPromise() {
  return <Trans>How long it takes cannot be said yet</Trans>;
}

function Closed({ items }: { items: Duty[] }) {
  return (
    <EmptyState
      title={<Trans>No doctor is on duty at the moment</Trans>}
      action={
        <ButtonLink to="/find" size="lg">
          <Trans>Find the soonest free time</Trans>
        </ButtonLink>
      }
    >
      {items.length > 0 ? (
        <Trans>Look in again later, or book a time: often there is one today.</Trans>
      ) : (
        <Trans>
          No clinic here has doctors on duty. Book a time instead: often there is one today.
        </Trans>
      )}
    </EmptyState>
  );
}
