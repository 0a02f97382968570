import { useLingui } from "@lingui/react/macro";
import { Divider, Stack, Text } from "@mantine/core";
import type { Doctor, Service } from "@/shared/api/model";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { Facts } from "@/shared/ui/Facts";
import { money } from "@/shared/ui/money";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";

interface Props {
  doctor: Doctor;
  service: Service;
  start: string;
}

/** Time, person and price: what is being agreed to. */
export function Summary({ doctor, service, start }: Props) {
  const { t } = useLingui();
  return (
    <Surface component="section" aria-label={t`Your choice`}>
      <Stack gap="md">
        <WhenWords start={start} zone={doctor.zone} />
        <Divider />
        <Person name={doctor.display_name} photo={doctor.photo_url}>
          <Text c="dimmed">{[doctor.title, doctor.clinic_name].filter(Boolean).join(" · ")}</Text>
        </Person>
        <Facts
          items={[
            [t`Visit`, t`${service.name}, ${service.duration_min} min`],
            [t`Price`, money(service.price_minor, service.currency)],
          ]}
        />
      </Stack>
    </Surface>
  );
}
