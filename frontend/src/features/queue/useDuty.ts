import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { ApiProblem } from "@/shared/api/problem";
import {
  type Board,
  callNext,
  doctorSeen,
  getBoard,
  giveBack,
  noAnswer,
  startDuty,
  stopDuty,
} from "./api";
import { newKey } from "./keys";
import { useHints } from "./useHints";

const boardKey = ["duty", "board"];

/** The board of a doctor. On duty, reading it says that the doctor is there, so it is read in the background too. */
export function useDuty() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const board = useQuery({
    queryKey: boardKey,
    queryFn: () =>
      client.getQueryData<Board>(boardKey)?.on_duty ? doctorSeen().catch(getBoard) : getBoard(),
    refetchInterval: 30_000,
    refetchIntervalInBackground: true,
  });
  const look = useCallback(() => void client.invalidateQueries({ queryKey: ["duty"] }), [client]);
  const clinicId = board.data?.clinic.id;
  const live = useHints(clinicId ? `/api/v1/clinics/${clinicId}/duty/ticket` : null, look);
  const put = (fresh: Board) => client.setQueryData(boardKey, fresh);
  /** One press is one patient, however often it is sent: the key stays until there is an answer. */
  const press = useRef(newKey());
  const next = useMutation({
    mutationFn: () => callNext(press.current),
    retry: false,
    onSuccess: async ({ appointment }) => {
      press.current = newKey();
      look();
      await navigate({ to: "/doctor/visits/$visitId", params: { visitId: appointment.id } });
    },
    onError: (error) => {
      if (error instanceof ApiProblem) press.current = newKey();
      look();
    },
  });
  return {
    board,
    live,
    next,
    start: useMutation({ mutationFn: () => startDuty(clinicId ?? ""), onSuccess: put }),
    stop: useMutation({ mutationFn: stopDuty, onSuccess: put }),
    back: useMutation({ mutationFn: giveBack, onSuccess: put }),
    missed: useMutation({ mutationFn: noAnswer, onSuccess: put }),
  };
}

export type DutyState = ReturnType<typeof useDuty>;
