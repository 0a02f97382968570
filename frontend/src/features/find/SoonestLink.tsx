import { Trans } from "@lingui/react/macro";
import { IconBolt } from "@tabler/icons-react";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import type { Wishes } from "./FindPage";

/** For whoever does not mind which doctor: one press books the soonest. */
export function SoonestLink({ wishes }: { wishes: Wishes }) {
  if (!wishes.specialty) return null;
  const { q: _words, ...wish } = wishes;
  return (
    <div>
      <ButtonLink to="/soonest" search={wish} leftSection={<IconBolt size={18} aria-hidden />}>
        <Trans>Book the soonest with any doctor</Trans>
      </ButtonLink>
    </div>
  );
}
