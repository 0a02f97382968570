import { useLingui } from "@lingui/react/macro";
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { chooseLanguage, languageNames } from "@/shared/i18n/i18n";
import classes from "./shell.module.css";

/** The language and the colour scheme, at hand on every page. */
export function Preferences() {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = i18n.locale === "ru" ? "en" : "ru";
  const dark = scheme === "dark";

  async function switchLanguage() {
    await chooseLanguage(other);
    // Names of clinics, services and doctors come from the server in the language asked for.
    await client.invalidateQueries();
  }

  return (
    <>
      <button
        type="button"
        className={classes.language}
        lang={other}
        onClick={() => void switchLanguage()}
      >
        <span className={classes.languageLong}>{languageNames[other]}</span>
        <span className={classes.languageShort} aria-hidden>
          {other.toUpperCase()}
        </span>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        aria-label={dark ? t`Light colours` : t`Dark colours`}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <IconSun size={22} aria-hidden /> : <IconMoon size={22} aria-hidden />}
      </ActionIcon>
    </>
  );
}
