import { Trans } from "@lingui/react/macro";
import type { Opening } from "@/shared/api/model";
import { isProblem } from "@/shared/api/problem";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import { backTo, type SoonestWish } from "./wish";

interface Props {
  error: unknown;
  opening: Opening;
  wish: SoonestWish;
}

/** Why nothing was booked, and the next step. */
export function SoonestError({ error, opening, wish }: Props) {
  if (!error) return null;
  if (isProblem(error, "no-time"))
    return (
      <Notice kind="danger" title={<Trans>Nothing that fits is free any more</Trans>}>
        <ButtonLink {...backTo(wish)} variant="default" mt="xs">
          <Trans>Change the wishes</Trans>
        </ButtonLink>
      </Notice>
    );
  if (isProblem(error, "intake-missing"))
    return (
      <Notice kind="info" title={<Trans>The clinic asks a few questions first</Trans>}>
        <p>
          <Trans>Answer them for this time; it is kept for you meanwhile.</Trans>
        </p>
        <ButtonLink
          to="/book"
          search={{
            doctor: opening.doctor_id,
            service: opening.service_id,
            start: opening.local_start,
          }}
        >
          <Trans>Answer and book</Trans>
        </ButtonLink>
      </Notice>
    );
  return (
    <Notice kind="danger" title={<Trans>Nothing was booked</Trans>}>
      {problemWords(error)}
    </Notice>
  );
}
