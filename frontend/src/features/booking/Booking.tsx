import { Stack } from "@mantine/core";
import { DangerStop } from "@/shared/intake/DangerStop";
import type { Flaw } from "@/shared/intake/flow";
import { QuestionScreen } from "@/shared/intake/QuestionScreen";
import { reviewOf } from "@/shared/intake/review";
import type { Refusal } from "./bookingFlow";
import { Details } from "./Details";
import { HeldBar } from "./HeldBar";
import { RefusalNotice } from "./RefusalNotice";
import { Review } from "./Review";
import { Summary } from "./Summary";
import { type Chosen, type Steps, useSteps } from "./useSteps";

interface Props extends Chosen {
  patients: { id: string; given_name: string; family_name: string }[];
}

/** From a chosen time to a visit: held at once, then asked one thing at a time, then booked. */
export function Booking(props: Props) {
  const steps = useSteps(props);
  if (steps.danger !== null)
    return (
      <DangerStop
        advice={steps.danger}
        emergencyNumber={props.form?.emergency_number ?? ""}
        onMistaken={steps.again}
      />
    );
  return (
    <Stack gap="lg">
      <Standing {...props} steps={steps} />
      <Step {...props} steps={steps} />
    </Stack>
  );
}

type StepProps = Props & { steps: Steps };

/** How the time stands: held and for how long, or why not. */
function Standing({ doctor, service, steps }: StepProps) {
  const { hold, refused } = steps;
  return (
    <>
      {hold.data && refused?.kind !== "gone" ? (
        <HeldBar
          held={hold.data}
          doctorId={doctor.id}
          serviceId={service.id}
          onAgain={steps.again}
        />
      ) : null}
      {refused && refused.kind !== "missing" ? (
        <RefusalNotice refusal={refused} doctorId={doctor.id} modality={steps.choices.modality} />
      ) : null}
    </>
  );
}

const goBack = () => window.history.back();

function Step(props: StepProps) {
  const { form, steps } = props;
  const { question, choices } = steps;
  if (form && question)
    return (
      <QuestionScreen
        form={form}
        question={question}
        typed={choices.typed}
        flaw={flawOf(steps.refused, question.id)}
        onChange={steps.answer}
        onNext={() => steps.goOn(question.id)}
        onBack={goBack}
      />
    );
  if (form && steps.isReview)
    return (
      <Review
        answers={reviewOf(form, choices.typed)}
        pending={steps.isBooking}
        onChange={steps.goTo}
        onBook={steps.book}
        onBack={goBack}
      />
    );
  return <Beginning {...props} />;
}

function Beginning({ doctor, service, start, form, patients, steps }: StepProps) {
  const { choices, hold } = steps;
  return (
    <>
      <Summary doctor={doctor} service={service} start={start} />
      <Details
        service={service}
        patients={patients}
        patientId={choices.patientId}
        onPatient={steps.choosePatient}
        modality={choices.modality}
        onModality={choices.setModality}
        questions={form?.questions.length ?? 0}
        intro={form?.intro ?? ""}
        reason={choices.reason}
        onReason={choices.setReason}
        pending={steps.isBooking || hold.isLoading}
        blocked={hold.error !== null}
        onNext={() => (form ? steps.goOn() : steps.book())}
      />
    </>
  );
}

function flawOf(refused: Refusal | null, id: string): Flaw | null {
  return refused?.kind === "missing" ? ((refused.questions[id] as Flaw | undefined) ?? null) : null;
}
