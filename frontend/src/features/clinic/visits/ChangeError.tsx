import { Trans } from "@lingui/react/macro";
import { hasStatus, isProblem } from "@/shared/api/problem";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";

/** Why a booking, a move or a cancellation was refused; nothing was changed. */
export function ChangeError({ error }: { error: unknown }) {
  if (!error) return null;
  if (hasStatus(error, 412))
    return (
      <Notice kind="danger" title={<Trans>Somebody changed this visit just now</Trans>}>
        <Trans>The details above are up to date again. Look at them and decide anew.</Trans>
      </Notice>
    );
  if (isProblem(error, "slot-taken"))
    return (
      <Notice kind="danger" title={<Trans>This time was taken a moment ago</Trans>}>
        <Trans>The list of free times is up to date again. Choose another one.</Trans>
      </Notice>
    );
  if (isProblem(error, "patient-busy"))
    return (
      <Notice kind="danger" title={<Trans>The patient has another visit at that time</Trans>}>
        <Trans>Choose another time.</Trans>
      </Notice>
    );
  return (
    <Notice kind="danger" title={<Trans>Nothing was changed</Trans>}>
      {problemWords(error)}
    </Notice>
  );
}
