import { i18n } from "@lingui/core";
import { bearer, refresh } from "@/shared/auth/session";
import { OfflineProblem } from "./problem";

async function attempt(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  const token = bearer();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  headers.set("Accept-Language", i18n.locale || "en");
  try {
    return await fetch(new Request(request, { headers }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new OfflineProblem();
  }
}

/** `fetch` with the access token; a 401 refreshes once and tries once more. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const tried = bearer();
  const response = await attempt(request);
  if (response.status !== 401 || tried === null) return response;
  // Somebody else may have refreshed while this answer was on its way.
  const renewed = bearer() !== tried || (await refresh());
  return renewed ? attempt(again) : response;
}
