import { Trans } from "@lingui/react/macro";
import { Group, Stack } from "@mantine/core";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import type { Answer, Question } from "./AnswerPage";

/** What the answer brought about, and where to go from here. */
export function Outcome({ question, answer }: { question: Question; answer: Answer }) {
  return (
    <Surface>
      <Stack gap="md">
        <Notice kind="success" title={<Words answer={answer} />}>
          {answer.choice === "accept" ? (
            <Trans>We have sent you a message with the time and the way in.</Trans>
          ) : null}
        </Notice>
        {answer.local_start ? <WhenWords start={answer.local_start} zone={question.zone} /> : null}
        <Group>
          {answer.appointment_id ? (
            <ButtonLink
              to="/visits/$visitId"
              params={{ visitId: answer.appointment_id }}
              search={{}}
            >
              <Trans>See the visit</Trans>
            </ButtonLink>
          ) : (
            <ButtonLink to="/waitlist">
              <Trans>See what I wait for</Trans>
            </ButtonLink>
          )}
        </Group>
      </Stack>
    </Surface>
  );
}

function Words({ answer }: { answer: Answer }) {
  if (answer.choice === "accept") return <Trans>The time is yours</Trans>;
  if (answer.choice === "cancel") return <Trans>The visit is cancelled</Trans>;
  return answer.local_start ? (
    <Trans>Your visit stays as it is, and you stay on the list</Trans>
  ) : (
    <Trans>The time goes to somebody else, and you stay on the list</Trans>
  );
}
