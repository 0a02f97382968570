import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import type { DoctorSettings } from "../model";
import { isUnusable, PHOTO_TYPES, photoWords, putPhoto } from "./photo";

const SIZE = 112;

interface Props {
  doctor: DoctorSettings;
  /** The doctor as the upload left it: the profile's revision moves with the photo. */
  onUploaded: (doctor: DoctorSettings) => void;
}

/** The photo patients see. A new one is looked at first; the old one stays until the new one is taken. */
export function PhotoField({ doctor, onUploaded }: Props) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const preview = useAddress(file);
  const upload = useMutation({
    mutationFn: (chosen: File) => putPhoto(doctor.id, chosen),
    onSuccess: (saved) => {
      setFile(null);
      onUploaded(saved);
      return cache.invalidateQueries({ queryKey: ["clinic"] });
    },
    onError: (error) => isUnusable(error) && setFile(null),
  });
  const choose = (chosen: File | null) => {
    upload.reset();
    setFile(chosen);
  };
  return (
    <Group align="flex-start" gap="lg">
      <Avatar
        src={preview ?? doctor.photo_url}
        alt={file ? t`The photo you chose` : t`The photo patients see`}
        size={SIZE}
        radius="lg"
        color="accent"
        variant="light"
      >
        {doctor.given_name.slice(0, 1)}
        {doctor.family_name.slice(0, 1)}
      </Avatar>
      <Stack gap="xs" style={{ flex: "1 1 14rem" }}>
        <Text fw={600}>
          <Trans>Photo</Trans>
        </Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {file ? file.name : <Trans>JPEG, PNG or WebP, at most 8 MB. Patients see it.</Trans>}
        </Text>
        <Group gap="xs">
          {file ? (
            <Button loading={upload.isPending} onClick={() => upload.mutate(file)}>
              <Trans>Use this photo</Trans>
            </Button>
          ) : null}
          <FileButton accept={PHOTO_TYPES} onChange={choose} disabled={upload.isPending}>
            {(props) => (
              <Button {...props} variant="default" disabled={upload.isPending}>
                {file || doctor.photo_url ? (
                  <Trans>Choose another photo</Trans>
                ) : (
                  <Trans>Choose a photo</Trans>
                )}
              </Button>
            )}
          </FileButton>
          {file ? (
            <Button variant="default" disabled={upload.isPending} onClick={() => choose(null)}>
              <Trans>Leave it as it was</Trans>
            </Button>
          ) : null}
        </Group>
        <div role="status">
          {upload.isPending ? <Trans>The photo is being sent…</Trans> : null}
          {upload.isSuccess ? <Trans>Patients see the new photo now.</Trans> : null}
        </div>
        {upload.error ? (
          <Notice kind="danger" title={<Trans>The photo was not changed</Trans>}>
            {photoWords(upload.error)}
          </Notice>
        ) : null}
      </Stack>
    </Group>
  );
}

/** An address under which the page can show a file that is still here. */
function useAddress(file: File | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return setAddress(null);
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}
