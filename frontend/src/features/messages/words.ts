import { t } from "@lingui/core/macro";
import type { MessageStatus } from "./api";

/** What a message was about, in words. */
export function kindWords(kind: string): string {
  switch (kind) {
    case "appointment.booked":
    case "doctor.booked":
      return t`Visit booked`;
    case "appointment.rescheduled":
    case "doctor.rescheduled":
      return t`Visit moved`;
    case "appointment.cancelled":
    case "doctor.cancelled":
      return t`Visit cancelled`;
    case "appointment.no_show":
      return t`Visit missed`;
    case "appointment.reminder":
      return t`Reminder`;
    case "consultation.doctor_waiting":
      return t`The doctor is waiting`;
    case "doctor.patient_waiting":
      return t`A patient is waiting`;
    case "waitlist.offered":
      return t`Free time offered`;
    case "replan.moved":
      return t`Moved by the clinic`;
    case "replan.leftover":
      return t`No place found yet`;
    case "duty.called":
      return t`Called from the queue`;
    case "duty.warned":
      return t`Queue: are you still there?`;
    case "duty.left":
      return t`Left the queue`;
    case "release.admitted":
      return t`Turn to book`;
    case "referral.given":
      return t`Referral`;
    default:
      return kind;
  }
}

export function channelWords(channel: string): string {
  switch (channel) {
    case "email":
      return t`Mail`;
    case "sms":
      return t`SMS`;
    case "push":
      return t`Notice on a device`;
    case "inbox":
      return t`Inbox in the app`;
    case "call":
      return t`Phone call`;
    default:
      return channel.charAt(0).toUpperCase() + channel.slice(1);
  }
}

export function statusWords(status: MessageStatus): string {
  const words: Record<MessageStatus, string> = {
    queued: t`On its way`,
    sent: t`Sent`,
    dead: t`Not delivered`,
    dropped: t`Not sent`,
  };
  return words[status];
}

/** Why a message was not sent although nothing went wrong. */
export function reasonWords(reason: string): string {
  switch (reason) {
    case "too_late":
      return t`It would have come too late`;
    case "outdated":
      return t`It was not true any more`;
    case "not_wanted":
      return t`The person does not want it this way`;
    case "cap":
      return t`The person had enough messages that day`;
    default:
      return reason;
  }
}

export function tryWords(outcome: string): string {
  switch (outcome) {
    case "sent":
      return t`sent`;
    case "later":
      return t`put off`;
    case "refused":
      return t`refused`;
    case "retry":
      return t`to be sent again`;
    default:
      return outcome;
  }
}

export function languageWords(language: string): string {
  switch (language) {
    case "ru":
      return t`Russian`;
    case "de":
      return t`German`;
    default:
      return t`English`;
  }
}
