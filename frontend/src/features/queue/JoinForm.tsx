import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { Account } from "@/shared/api/model";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { Answers } from "@/shared/intake/Answers";
import { DangerStop } from "@/shared/intake/DangerStop";
import type { Form } from "@/shared/intake/flow";
import { QuestionScreen } from "@/shared/intake/QuestionScreen";
import { reviewOf } from "@/shared/intake/review";
import { useForm } from "@/shared/intake/useForm";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { EmptyState, ErrorState, Loaded } from "@/shared/ui/states";
import type { Duty, DutyService } from "./api";
import { Start } from "./Start";
import { Takes } from "./Takes";
import { type Refusal, useJoin } from "./useJoin";
import { WhoWords } from "./WhoWords";

interface Props {
  duty: Duty;
  service: DutyService;
}

export function JoinForm(props: Props) {
  const { i18n } = useLingui();
  const account = useAccount();
  const form = useForm(props.service.id, i18n.locale);
  return (
    <Loaded of={account}>
      {(found) =>
        ownPatient(found) ? (
          <Loaded of={form}>{(asked) => <Steps {...props} account={found} form={asked} />}</Loaded>
        ) : (
          <EmptyState title={<Trans>This account is not a patient's</Trans>}>
            <Trans>Sign in with the account of the person who wants to see a doctor.</Trans>
          </EmptyState>
        )
      }
    </Loaded>
  );
}

interface StepsProps extends Props {
  account: Account;
  form: Form | null;
}

function Steps({ duty, service, account, form }: StepsProps) {
  const steps = useJoin(duty, service, account, form);
  const { choices, refused } = steps;
  if (steps.danger !== null)
    return (
      <DangerStop
        advice={steps.danger}
        emergencyNumber={duty.clinic.emergency_number}
        onMistaken={steps.again}
      />
    );
  return (
    <Stack gap="lg" maw={640}>
      {refused ? <Refused refused={refused} /> : null}
      {form && steps.question ? (
        <QuestionScreen
          form={form}
          question={steps.question}
          typed={choices.typed}
          onChange={choices.setTyped}
          onNext={() => steps.goOn(steps.question?.id)}
          onBack={() => window.history.back()}
        />
      ) : steps.isLast ? (
        <>
          {form ? <Answers answers={reviewOf(form, choices.typed)} /> : null}
          <Takes service={service} accuracy={duty.accuracy} steps={steps} />
        </>
      ) : (
        <Start duty={duty} service={service} account={account} form={form} steps={steps} />
      )}
    </Stack>
  );
}

function Refused({ refused }: { refused: Refusal }) {
  switch (refused.kind) {
    case "waiting":
      return (
        <Notice kind="info" title={<WhoWords name={refused.name} />}>
          <ButtonLink to="/now/$entryId" params={{ entryId: refused.entryId }} mt="xs">
            <Trans>To the place in the line</Trans>
          </ButtonLink>
        </Notice>
      );
    case "closed":
      return (
        <Notice kind="warning" title={<Trans>The last doctor has just gone off duty</Trans>}>
          <Stack gap="sm" align="flex-start">
            <Text>
              <Trans>Your answers are kept. Try again later, or book the soonest time.</Trans>
            </Text>
            <ButtonLink to="/find">
              <Trans>Find the soonest free time</Trans>
            </ButtonLink>
          </Stack>
        </Notice>
      );
    case "changed":
      return (
        <Notice kind="info">
          <Trans>The clinic asks other questions by now. Please go through them again.</Trans>
        </Notice>
      );
    default:
      return refused.kind === "other" ? <ErrorState error={refused.error} /> : null;
  }
}
