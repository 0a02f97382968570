import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Text } from "@mantine/core";
import classes from "./preferences.module.css";
import { channelWords, topicWords } from "./topics";
import type { Choices, Topics } from "./useChoices";

interface Props {
  choices: Choices;
  topics: Topics;
  onTopics: (topics: Topics) => void;
}

/** A group of ticks for each topic: one way each. On a phone as well as beside each other. */
export function TopicTable({ choices, topics, onTopics }: Props) {
  const { t } = useLingui();
  const set = (topic: string, channel: string, on: boolean) =>
    onTopics({
      ...topics,
      [topic]: { ...topics[topic as keyof Topics], [channel]: on },
    });
  return (
    <>
      <Text size="sm" c="dimmed">
        {[choices.email, choices.phone].filter(Boolean).join(", ")}
      </Text>
      {Object.entries(topics).map(([topic, by]) => {
        const { name, about } = topicWords(topic);
        return (
          <fieldset key={topic} className={classes.topic}>
            <legend className={classes.name}>{name}</legend>
            <Text size="sm" c="dimmed" className={classes.about}>
              {about}
            </Text>
            <div className={classes.ways}>
              {choices.channels.map((channel) => (
                <Checkbox
                  key={channel}
                  label={channelWords(channel)}
                  aria-label={t`${name}: ${channelWords(channel)}`}
                  checked={by[channel] ?? false}
                  onChange={(event) => set(topic, channel, event.currentTarget.checked)}
                  classNames={{ root: classes.way }}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
      {choices.channels.includes("sms") ? null : (
        <Text size="sm" c="dimmed">
          <Trans>
            SMS is offered when your account has a phone number and the clinic sends SMS.
          </Trans>
        </Text>
      )}
    </>
  );
}
