import { Anchor, Text } from "@mantine/core";
import { Fragment } from "react";

/** Plain text whose web addresses can be pressed. */
export function LinkedText({ text }: { text: string }) {
  // Splitting by a group keeps what matched at the odd places.
  const parts = text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/);
  return (
    <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
          <Anchor key={index} href={part}>
            {part}
          </Anchor>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </Text>
  );
}
