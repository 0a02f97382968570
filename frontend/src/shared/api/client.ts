import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryHooks from "openapi-react-query";
import type { paths } from "@/api/generated";
import { problemOf } from "./problem";
import { send } from "./transport";

/** Failed answers throw an ApiProblem, so that a caller which gets data has data. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
};

/** The typed client: `await api.POST("/api/v1/...", { body })`, signed in when the session is. */
export const api = createFetchClient<paths>({ baseUrl: window.location.origin, fetch: send });
api.use(problems);

/** The same as hooks: `query.useQuery("get", "/api/v1/...", { params })`. */
export const query = createQueryHooks(api);

/** The data of an answer: refusals have thrown by then, so it is there. */
export async function answered<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
