import { api } from "@/shared/api/client";
import type { Account } from "@/shared/api/model";
import { keep } from "@/shared/auth/session";

/** Signs in on this page and answers who that is. */
export async function signIn(login: string, password: string): Promise<Account | undefined> {
  const { data } = await api.POST("/api/v1/sessions", {
    body: { login: login.trim(), password, client: "web" },
  });
  if (data) keep(data);
  return (await api.GET("/api/v1/account")).data;
}
