import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { IconAdjustments, IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import { query } from "@/shared/api/client";
import type { Wishes } from "./FindPage";
import { languageName } from "./languageName";

interface Props {
  wishes: Wishes;
  change: (part: { [K in keyof Wishes]?: Wishes[K] | undefined }) => void;
}

const spoken = ["ru", "en", "de"] as const;

export function Filters({ wishes, change }: Props) {
  const { t } = useLingui();
  const specialties = query.useQuery("get", "/api/v1/specialties", {});
  const [words, setWords] = useState(wishes.q ?? "");
  const search = useDebouncedCallback((q: string) => change({ q: q.trim() || undefined }), 300);
  // "Show all free times" takes the words away from outside this field.
  useEffect(() => {
    if (!wishes.q) setWords("");
  }, [wishes.q]);
  return (
    <Stack gap="md">
      <TextInput
        type="search"
        label={t`Doctor's name or a word`}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label={t`Specialty`}
        value={wishes.specialty ?? ""}
        onChange={(event) => change({ specialty: event.currentTarget.value || undefined })}
      >
        <option value="">{t`Any specialty`}</option>
        {specialties.data?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <MoreFilters wishes={wishes} change={change} />
    </Stack>
  );
}

function MoreFilters({ wishes, change }: Props) {
  const { t } = useLingui();
  const wide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const inUse = Boolean(wishes.language || wishes.modality || wishes.part || wishes.from);
  const [open, setOpen] = useState(inUse);
  const panel = useId();
  return (
    <>
      {wide ? null : (
        <Button
          variant="default"
          leftSection={<IconAdjustments size={18} aria-hidden />}
          aria-expanded={open}
          aria-controls={panel}
          onClick={() => setOpen(!open)}
        >
          {open ? <Trans>Fewer filters</Trans> : <Trans>More filters</Trans>}
        </Button>
      )}
      <Stack id={panel} gap="md" hidden={!wide && !open} display={!wide && !open ? "none" : "flex"}>
        <NativeSelect
          label={t`How`}
          value={wishes.modality ?? ""}
          onChange={(event) =>
            change({ modality: (event.currentTarget.value || undefined) as Wishes["modality"] })
          }
        >
          <option value="">{t`Video, audio or chat`}</option>
          <option value="video">{t`Video`}</option>
          <option value="audio">{t`Audio`}</option>
          <option value="chat">{t`Chat`}</option>
        </NativeSelect>
        <NativeSelect
          label={t`Part of the day`}
          value={wishes.part ?? ""}
          onChange={(event) =>
            change({ part: (event.currentTarget.value || undefined) as Wishes["part"] })
          }
        >
          <option value="">{t`Any time`}</option>
          <option value="morning">{t`Morning`}</option>
          <option value="afternoon">{t`Afternoon`}</option>
          <option value="evening">{t`Evening`}</option>
        </NativeSelect>
        <NativeSelect
          label={t`The doctor speaks`}
          value={wishes.language ?? ""}
          onChange={(event) => change({ language: event.currentTarget.value || undefined })}
        >
          <option value="">{t`Any language`}</option>
          {spoken.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          type="date"
          label={t`Not before`}
          min={new Date().toISOString().slice(0, 10)}
          value={wishes.from ?? ""}
          onChange={(event) => change({ from: event.currentTarget.value || undefined })}
        />
        {inUse ? (
          <Button
            variant="subtle"
            onClick={() =>
              change({ language: undefined, modality: undefined, part: undefined, from: undefined })
            }
          >
            <Trans>Clear these filters</Trans>
          </Button>
        ) : null}
      </Stack>
    </>
  );
}
