import { Trans } from "@lingui/react/macro";
import { isProblem } from "@/shared/api/problem";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState } from "@/shared/ui/states";

/** Why nobody could be taken, and when it can be tried again. */
export function Busy({ error }: { error: Error }) {
  const times = useTimes();
  if (isProblem(error, "nobody-waits"))
    return (
      <Notice kind="info">
        <Trans>Somebody else has just taken the last one.</Trans>
      </Notice>
    );
  if (!isProblem(error, "doctor-busy")) return <ErrorState error={error} />;
  const at = (member: string) => times.clock(String(error.members[member]));
  if (error.members.reason_code === "visit") {
    const begins = at("next_visit_local");
    const ends = at("busy_until_local");
    return (
      <Notice kind="warning" title={<Trans>A booked visit is in the way</Trans>}>
        <Trans>
          It begins at {begins} and ends at {ends}. The patient keeps the place.
        </Trans>
      </Notice>
    );
  }
  return (
    <Notice kind="warning" title={<Trans>Your calendar has no working time now</Trans>}>
      <Trans>The patient keeps the place. Add working time under “My hours”, then try again.</Trans>
    </Notice>
  );
}
