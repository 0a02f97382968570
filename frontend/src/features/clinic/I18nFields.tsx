import { useLingui } from "@lingui/react/macro";
import { Textarea, TextInput } from "@mantine/core";
import type { I18n } from "./model";

interface Props {
  label: string;
  languages: readonly string[];
  value: I18n;
  onChange: (value: I18n) => void;
  /** Several lines. */
  long?: boolean;
}

/** One text in each language of the clinic; what is left empty falls back to the clinic's first language. */
export function I18nFields({ label, languages, value, onChange, long }: Props) {
  const { t } = useLingui();
  const names: Record<string, string> = { en: t`English`, ru: t`Russian`, de: t`German` };
  return languages.map((language, index) => {
    const props = {
      label: `${label}, ${names[language] ?? language}`,
      lang: language,
      value: value[language] ?? "",
      onChange: (event: { currentTarget: { value: string } }) =>
        onChange({ ...value, [language]: event.currentTarget.value }),
    };
    return long ? (
      <Textarea key={language} {...props} autosize minRows={2} maxLength={4000} />
    ) : (
      <TextInput key={language} {...props} required={index === 0} maxLength={200} />
    );
  });
}

/** Without the languages that were left empty. */
export function said(value: I18n): I18n {
  return Object.fromEntries(
    Object.entries(value)
      .map(([language, text]) => [language, text.trim()])
      .filter(([, text]) => text !== ""),
  );
}
