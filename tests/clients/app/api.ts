/** The API: its client, and the types of what it answers. */

import createClient from "openapi-fetch";
import type { components, paths } from "./contract";

export type Statement = components["schemas"]["Statement"];
export type StatementPage = components["schemas"]["StatementPage"];
export type Evidence = components["schemas"]["Evidence"];
export type Included = components["schemas"]["Included"];
export type Hit = components["schemas"]["Hit"];
export type Problem = components["schemas"]["Problem"];

/** What a reader asks for; no words and a list of no values ask for nothing. */
export interface Question {
  q: string;
  speaker: string[];
  topics: string[];
  after: string | undefined;
}

const client = createClient<paths>({ baseUrl: import.meta.env.VITE_API });

/** Ask for a page of statements, with all that a screen needs. */
export function statements({ q, speaker, topics, after }: Question) {
  const query = { q: q || undefined, speaker, topics, after, limit: 10 };
  return client.GET("/v1/statements", {
    params: { query: { ...query, include: ["speakers"], facets: ["speaker", "topics"] } },
  });
}

/** Ask for the first facts of the timeline. */
export function timeline() {
  return client.GET("/v1/timeline", { params: { query: { limit: 50, sort: "date" } } });
}
