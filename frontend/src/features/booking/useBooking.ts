import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answered, api } from "@/shared/api/client";
import { isProblem } from "@/shared/api/problem";
import { forgetDraft } from "@/shared/forms/useDraft";
import type { confirmBodyOf } from "./bookingFlow";
import { type Held, takeHold, type Wanted } from "./useHold";

type Body = ReturnType<typeof confirmBodyOf>;

const confirm = (held: Held, body: Body) =>
  answered(
    api.POST("/api/v1/appointments/{appointment_id}/confirm", {
      params: { path: { appointment_id: held.id } },
      body,
    }),
  );

/** A hold that has just expired is taken anew, if nobody was quicker. */
async function bookHeld(wanted: Wanted, held: Held | undefined, body: Body) {
  const current = held && held.until > Date.now() ? held : await takeHold(wanted);
  try {
    return await confirm(current, body);
  } catch (error) {
    if (!isProblem(error, "hold-expired")) throw error;
    return await confirm(await takeHold(wanted), body);
  }
}

/** Books the held time and goes to the visit; `drafts` are forgotten then, and not before. */
export function useBooking(wanted: Wanted, held: Held | undefined, drafts: readonly string[]) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => bookHeld(wanted, held, body),
    onSuccess: async (appointment) => {
      for (const key of drafts) forgetDraft(key);
      await client.invalidateQueries({ queryKey: ["get", "/api/v1/appointments"] });
      await navigate({
        to: "/visits/$visitId",
        params: { visitId: appointment.id },
        search: { news: "booked" },
        replace: true,
      });
    },
  });
}
