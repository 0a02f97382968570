import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { DoctorMatches } from "./DoctorMatches";
import { EarliestOffers } from "./EarliestOffers";
import { Filters } from "./Filters";
import { FreeMonth } from "./FreeMonth";
import classes from "./find.module.css";
import { InTurn } from "./InTurn";

/** What is looked for. It lives in the address, so that "back", a bookmark and a friend's link show the same. */
export interface Wishes {
  specialty?: string;
  q?: string;
  language?: string;
  modality?: "video" | "audio" | "chat";
  part?: "morning" | "afternoon" | "evening";
  from?: string;
}

export function FindPage() {
  const { t } = useLingui();
  const wishes: Wishes = useSearch({ from: "/find" });
  const navigate = useNavigate();

  function change(part: { [K in keyof Wishes]?: Wishes[K] | undefined }) {
    const merged = Object.entries({ ...wishes, ...part }).filter(([, value]) => value);
    void navigate({
      to: "/find",
      search: Object.fromEntries(merged) as Wishes,
      replace: true,
      resetScroll: false,
    });
  }

  return (
    <>
      <PageHeader
        title={t`Find a doctor`}
        lead={<Trans>The earliest free times come first.</Trans>}
        actions={
          <ButtonLink to="/now" variant="default">
            <Trans>See a doctor now</Trans>
          </ButtonLink>
        }
      />
      <div className={classes.columns}>
        <Box component="search" className={classes.filters}>
          <Filters wishes={wishes} change={change} />
          <FreeMonth wishes={wishes} change={change} />
        </Box>
        <Stack component="section" aria-label={t`Free times`} gap="md">
          {wishes.q ? (
            <DoctorMatches wishes={wishes} change={change} />
          ) : (
            <EarliestOffers wishes={wishes} change={change} />
          )}
          <InTurn />
        </Stack>
      </div>
    </>
  );
}
