import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { Notice } from "@/shared/ui/Notice";
import classes from "./desk.module.css";
import type { NoteKeeper, SavedNote } from "./noteKeeper";

interface Props {
  keeper: NoteKeeper;
  theirs: SavedNote;
}

/** Two texts on one note: both stay in sight until the doctor says which. */
export function NoteConflict({ keeper, theirs }: Props) {
  return (
    <Notice
      kind="warning"
      title={<Trans>This note was changed in another window while you were writing</Trans>}
    >
      <Text mb="xs">
        <Trans>Yours is in the field below. This is what was saved meanwhile:</Trans>
      </Text>
      <blockquote className={classes.theirs}>
        {theirs.text || <Trans>(an empty note)</Trans>}
      </blockquote>
      <Group gap="xs" mt="sm">
        <Button onClick={() => void keeper.settle(`${theirs.text}\n\n${keeper.text}`)}>
          <Trans>Keep both texts</Trans>
        </Button>
        <Button variant="default" onClick={() => void keeper.settle(keeper.text)}>
          <Trans>Keep mine</Trans>
        </Button>
        <Button variant="default" onClick={() => void keeper.settle(theirs.text)}>
          <Trans>Keep the saved one</Trans>
        </Button>
      </Group>
    </Notice>
  );
}
