import { t } from "@lingui/core/macro";

/** What was done with the data, in words. Actions of later versions of the server fall under the last. */
export function actionWords(action: string): string {
  switch (action) {
    case "patient.read":
      return t`Looked at your personal data`;
    case "patient.find":
      return t`Found you in the clinic's list`;
    case "patient.enter":
      return t`Entered you in the clinic's list`;
    case "patient.change":
      return t`Changed your personal data`;
    case "note.read":
      return t`Read the note of a visit`;
    case "note.write":
      return t`Wrote the note of a visit`;
    case "appointment.read":
      return t`Looked at a visit`;
    case "appointment.book":
      return t`Booked a visit for you`;
    case "consultation.enter":
      return t`Came into a visit`;
    case "account.change":
      return t`Changed your account`;
    default:
      return t`Used your data`;
  }
}
