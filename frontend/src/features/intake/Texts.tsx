import { useLingui } from "@lingui/react/macro";
import { Textarea, TextInput } from "@mantine/core";
import type { Texts as Words } from "./model";

interface Props {
  label: string;
  languages: readonly string[];
  value: Words;
  onChange: (value: Words) => void;
  long?: boolean;
  required?: boolean;
}

/** One text in each language of the clinic; one that is left empty falls back to another. */
export function Texts({ label, languages, value, onChange, long, required }: Props) {
  const { t } = useLingui();
  const names: Record<string, string> = { en: t`English`, ru: t`Russian`, de: t`German` };
  return languages.map((language, index) => {
    const field = {
      label: `${label}, ${names[language] ?? language}`,
      lang: language,
      value: value[language] ?? "",
      onChange: (event: { currentTarget: { value: string } }) =>
        onChange({ ...value, [language]: event.currentTarget.value }),
    };
    return long ? (
      <Textarea key={language} {...field} autosize minRows={2} maxRows={6} maxLength={200} />
    ) : (
      <TextInput key={language} {...field} withAsterisk={required && index === 0} maxLength={200} />
    );
  });
}
