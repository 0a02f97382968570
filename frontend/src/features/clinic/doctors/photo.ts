import { t } from "@lingui/core/macro";
import { answered, api } from "@/shared/api/client";
import { ApiProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/ui/words";

/** What the service takes; it looks into the file, so a wrong name does not matter. */
export const PHOTO_TYPES = "image/jpeg,image/png,image/webp";
const LARGEST_BYTES = 8 * 1024 * 1024;

/** Refused before it is sent: a phone should not upload for a minute to hear no. */
export class TooManyBytes extends Error {}

export async function putPhoto(doctorId: string, file: File) {
  if (file.size > LARGEST_BYTES) throw new TooManyBytes();
  return answered(
    api.PUT("/api/v1/doctors/{doctor_id}/photo", {
      params: { path: { doctor_id: doctorId } },
      body: { photo: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append("photo", file);
        return form;
      },
    }),
  );
}

/** The file itself is no good: sending it again would not help. */
export function isUnusable(error: unknown): boolean {
  return (
    error instanceof TooManyBytes ||
    (error instanceof ApiProblem && [413, 415, 422].includes(error.status))
  );
}

/** Why a photo was not taken, and what to do. */
export function photoWords(error: unknown): string {
  const status = error instanceof ApiProblem ? error.status : null;
  if (error instanceof TooManyBytes || status === 413)
    return t`It is too large: at most 8 MB and 40 megapixels. Choose a smaller one.`;
  if (status === 415) return t`This file is not a photo. Choose a JPEG, PNG or WebP image.`;
  if (status === 422)
    return t`The file is damaged and cannot be read. Save the photo anew, or choose another.`;
  return problemWords(error);
}
