import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { IconMessage, IconPhone, IconVideo } from "@tabler/icons-react";
import type { Modality } from "@/shared/api/model";

const icons = { video: IconVideo, audio: IconPhone, chat: IconMessage } as const;

/** "Video", for a button or a fact; call while drawing. */
export function modalityWords(modality: Modality): string {
  switch (modality) {
    case "video":
      return t`Video`;
    case "audio":
      return t`Audio`;
    case "chat":
      return t`Chat`;
  }
}

/** "Video, audio, chat" */
export function modalityList(modalities: readonly Modality[]): string {
  return modalities
    .map(modalityWords)
    .map((word, index) => (index === 0 ? word : word.toLowerCase()))
    .join(", ");
}

export function ModalityLabel({ modality }: { modality: Modality }) {
  useLingui();
  const Icon = icons[modality];
  return (
    <span style={{ display: "inline-flex", gap: 6, alignItems: "center" }}>
      <Icon size={18} aria-hidden />
      {modalityWords(modality)}
    </span>
  );
}
