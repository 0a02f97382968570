import { Trans } from "@lingui/react/macro";

export function WhoWords({ name }: { name: string }) {
  return <Trans>{name} is in the line already</Trans>;
}
