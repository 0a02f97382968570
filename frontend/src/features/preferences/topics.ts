import { t } from "@lingui/core/macro";

/** What each topic is about, in words. Draw anew when the language changes. */
export function topicWords(topic: string): { name: string; about: string } {
  switch (topic) {
    case "visits":
      return { name: t`My visits`, about: t`Booked, moved and cancelled visits` };
    case "reminders":
      return { name: t`Reminders`, about: t`Before each visit` };
    case "waiting":
      return { name: t`The doctor is waiting`, about: t`When the doctor is in the room first` };
    case "changes":
      return { name: t`Moved by the clinic`, about: t`When a doctor cannot come` };
    case "offers":
      return { name: t`Free times`, about: t`When a time you wished for becomes free` };
    case "queue":
      return { name: t`The queue`, about: t`When it is your turn` };
    case "family":
      return { name: t`Family`, about: t`When somebody asks you to act for them` };
    case "work":
      return { name: t`My work as a doctor`, about: t`Booked, moved, cancelled; a patient waits` };
    default:
      return { name: topic, about: "" };
  }
}

export function channelWords(channel: string): string {
  switch (channel) {
    case "email":
      return t`Mail`;
    case "sms":
      return t`SMS`;
    case "push":
      return t`On my devices`;
    default:
      return channel.charAt(0).toUpperCase() + channel.slice(1);
  }
}
