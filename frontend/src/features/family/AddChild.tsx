import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { deviceToday } from "@/shared/time/weeks";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { type Child, freshKey, useAddChild } from "./api";
import { familyProblem } from "./words";

const nobody: Child = { given_name: "", family_name: "", birth_date: "", sex: "unknown" };

/** A child without an account: whoever adds it acts for it until it comes of age. */
export function AddChild() {
  const { t } = useLingui();
  const add = useAddChild();
  const [open, setOpen] = useState(false);
  const [child, setChild] = useState(nobody);
  const [key, setKey] = useState(freshKey);
  const set = (change: Partial<Child>) => {
    setChild({ ...child, ...change });
    setKey(freshKey());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { child, key },
      {
        onSuccess: () => {
          setOpen(false);
          setChild(nobody);
          setKey(freshKey());
        },
      },
    );
  };
  if (!open) {
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          <Trans>Add a child</Trans>
        </Button>
      </Group>
    );
  }
  return (
    <Surface component="form" onSubmit={submit}>
      <Stack gap="md">
        <Title order={2} fz="h3">
          <Trans>Add a child</Trans>
        </Title>
        <TextInput
          required
          autoFocus
          label={t`Given name`}
          value={child.given_name}
          onChange={(event) => set({ given_name: event.currentTarget.value })}
        />
        <TextInput
          required
          label={t`Family name`}
          value={child.family_name}
          onChange={(event) => set({ family_name: event.currentTarget.value })}
        />
        <TextInput
          required
          type="date"
          max={deviceToday()}
          label={t`Date of birth`}
          value={child.birth_date}
          onChange={(event) => set({ birth_date: event.currentTarget.value })}
        />
        {add.error ? <Notice kind="danger">{familyProblem(add.error)}</Notice> : null}
        <Group>
          <Button type="submit" loading={add.isPending}>
            <Trans>Add</Trans>
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            <Trans>Not now</Trans>
          </Button>
        </Group>
      </Stack>
    </Surface>
  );
}
