import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "@/api/generated";
import { api, query } from "@/shared/api/client";
import { deviceWords } from "@/shared/auth/deviceWords";
import { useAccount } from "@/shared/auth/useAccount";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";
import { problemWords } from "@/shared/ui/words";
import { reach, startPush, stopPushHere } from "./browser";

type Device = components["schemas"]["PushDevice"];
const key = ["get", "/api/v1/account/push"];

/** Whether this browser shows notices, and which others of the account do. */
export function PushSwitch() {
  const state = query.useQuery("get", "/api/v1/account/push", {});
  return (
    <Loaded of={state} loading={<LoadingRows rows={1} height={96} />}>
      {({ public_key, items }) => (
        <Stack gap="md">
          {items.some(({ here }) => here) ? (
            <Text>
              <Trans>This device shows notices, even when Telemed is closed.</Trans>
            </Text>
          ) : (
            <Here publicKey={public_key} />
          )}
          {items.length > 0 ? (
            <Stack component="ul" gap="sm" className={classes.plainList}>
              {items.map((device) => (
                <li key={device.id}>
                  <DeviceRow device={device} />
                </li>
              ))}
            </Stack>
          ) : null}
        </Stack>
      )}
    </Loaded>
  );
}

/** The device does not show notices yet: how it could. */
function Here({ publicKey }: { publicKey: string }) {
  const account = useAccount();
  const client = useQueryClient();
  const [possible, setPossible] = useState(reach);
  const start = useMutation({
    mutationFn: (accountId: string) => startPush(publicKey, accountId),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
    onSettled: () => setPossible(reach()),
  });
  if (possible !== "ready") return <Hindrance of={possible} />;
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        <Trans>
          Hear at once when it is your turn or a time becomes free, even when Telemed is closed.
          What a visit is about is not shown.
        </Trans>
      </Text>
      {start.data === false ? (
        <Notice kind="info">
          <Trans>Your browser did not allow it, so nothing was changed. You can try again.</Trans>
        </Notice>
      ) : null}
      {start.error ? <Notice kind="danger">{startWords(start.error)}</Notice> : null}
      <Group>
        <Button
          loading={start.isPending}
          disabled={!account.data}
          onClick={() => account.data && start.mutate(account.data.id)}
        >
          <Trans>Show notices on this device</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

/** What the browser itself refuses has no problem document. */
function startWords(error: unknown) {
  if (error instanceof DOMException) {
    return (
      <Trans>
        The browser could not reach its own notice service. Mail and the inbox work without it.
      </Trans>
    );
  }
  return problemWords(error);
}

function Hindrance({ of }: { of: "refused" | "home-screen" | "unsupported" }) {
  if (of === "refused") {
    return (
      <Notice kind="info" title={<Trans>Notices are blocked in this browser</Trans>}>
        <Trans>
          Open the settings of this site beside its address, allow notifications, and load the page
          again.
        </Trans>
      </Notice>
    );
  }
  if (of === "home-screen") {
    return (
      <Notice kind="info" title={<Trans>Add Telemed to the Home Screen first</Trans>}>
        <Trans>
          Press Share, then "Add to Home Screen", and open Telemed from there. Then notices can be
          switched on here.
        </Trans>
      </Notice>
    );
  }
  return (
    <Text c="dimmed">
      <Trans>This browser cannot show notices. Mail and the inbox work without them.</Trans>
    </Text>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useLingui();
  const times = useTimes();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: async () => {
      if (device.here) await stopPushHere();
      await api.DELETE("/api/v1/account/push/{device_id}", {
        params: { path: { device_id: device.id } },
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  const name = deviceWords(device.device) ?? t`A browser`;
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Text fw={600}>
          {name}
          {device.here ? (
            <>
              {" "}
              <Text span c="dimmed" fw={400}>
                <Trans>(this one)</Trans>
              </Text>
            </>
          ) : null}
        </Text>
        <Text c="dimmed" fz="sm">
          <Trans>Since {times.deviceStamp(device.created_at)}</Trans>
        </Text>
      </div>
      <Button
        variant="default"
        aria-label={t`Stop notices on ${name}`}
        loading={stop.isPending}
        onClick={() => stop.mutate()}
      >
        <Trans>Stop</Trans>
      </Button>
      {stop.error ? <Notice kind="danger">{problemWords(stop.error)}</Notice> : null}
    </Group>
  );
}
