import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem } from "@/shared/api/problem";
import { apply, endTemplate, preview, type TimeChange } from "./api";
import type { Preview, Template } from "./model";

type Wish = TimeChange | { kind: "end"; template: Template };

/** What is done for the visits that a change would leave alone; undefined where nobody may do that. */
export type OnReplan = ((change: TimeChange) => void) | undefined;

/** Looking for places fits a change that can be proposed; ending hours at once is not one. */
export function replanOf(wish: Wish, onReplan: OnReplan): (() => void) | undefined {
  return onReplan && wish.kind !== "end" ? () => onReplan(wish) : undefined;
}

interface Pending {
  wish: Wish;
  preview: Preview;
  /** The facts moved between looking and applying, so this is a second look. */
  changed: boolean;
}

/** The preview that the server puts into its refusal, when it does. */
function previewIn(error: unknown): Preview | null {
  if (!isProblem(error, "preview-needed") && !isProblem(error, "preview-outdated")) return null;
  const { preview: nested, ...flat } = error.members;
  return (nested ?? flat) as Preview;
}

/** Two steps for every change of working time: first what it would do, then doing it, if that is still true. */
export function useTimeChange(calendarId: string, onApplied: () => void) {
  const cache = useQueryClient();
  const [pending, setPending] = useState<Pending | null>(null);
  const applied = () => {
    setPending(null);
    onApplied();
    return cache.invalidateQueries({ queryKey: ["clinic"] });
  };

  const look = useMutation({
    mutationFn: (change: TimeChange) => preview(calendarId, change),
    onSuccess: (seen, change) => setPending({ wish: change, preview: seen, changed: false }),
  });
  const act = useMutation({
    mutationFn: ({ wish, token }: { wish: Wish; token: string | null }) =>
      wish.kind === "end"
        ? endTemplate(wish.template.id, token)
        : apply(calendarId, wish, token ?? ""),
    onSuccess: applied,
    onError: (error, { wish, token }) => {
      const seen = previewIn(error);
      if (seen) setPending({ wish, preview: seen, changed: token !== null });
    },
  });
  return {
    pending,
    look: (change: TimeChange) => look.mutate(change),
    /** Ends weekly hours; who would be touched is shown first, when anybody is. */
    end: (template: Template) => act.mutate({ wish: { kind: "end", template }, token: null }),
    apply: () => pending && act.mutate({ wish: pending.wish, token: pending.preview.token }),
    forget: () => {
      setPending(null);
      act.reset();
      look.reset();
    },
    busy: look.isPending || act.isPending,
    error: look.error ?? (previewIn(act.error) ? null : act.error),
  };
}
