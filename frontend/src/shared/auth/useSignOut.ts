import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/shared/api/client";
import { hasStatus } from "@/shared/api/problem";
import { forget } from "./session";

/** Signs out here or everywhere, and leaves nothing of the person in memory. */
export function useSignOut() {
  const navigate = useNavigate();
  const client = useQueryClient();
  return async (where: "here" | "everywhere") => {
    try {
      await (where === "here"
        ? api.DELETE("/api/v1/sessions/current")
        : api.DELETE("/api/v1/sessions"));
    } catch (error) {
      // Already signed out on the server: then only this page still has to follow.
      if (!hasStatus(error, 401)) throw error;
    }
    await navigate({ to: "/" });
    forget();
    client.clear();
  };
}
