/** openapi-fetch with the types of openapi-typescript, as its documentation shows it. */

import createClient from "openapi-fetch";
import type { components, paths } from "./generated/contract";
import type { Questions, Report } from "./report";

type Statement = components["schemas"]["Statement"];

export async function report(questions: Questions): Promise<Report> {
  const client = createClient<paths>({ baseUrl: questions.address });
  const query = { speaker: questions.speakers, sort: "-date" };

  const { data: list } = await client.GET("/v1/statements", { params: { query } });
  if (!list) throw new Error("no list");
  // @ts-expect-error a record has no field of this name
  list.data[0]?.spekaer;

  const walked: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { data: page, error } = await client.GET("/v1/statements", { params: { query: { limit: questions.page, after } } });
    if (error) throw new Error(error.detail);
    walked.push(...page.data.map((statement) => statement.id));
    after = page.data.at(-1)?.id;
    more = page.next !== null;
  }

  const { data: record } = await client.GET("/v1/statements/{id}", {
    params: { path: { id: questions.record }, query: { include: ["speakers", "evidence.source"] } },
  });
  if (!record) throw new Error("no record");

  const { error: problem } = await client.GET("/v1/statements", {
    params: { query: { speaker: [questions.misspelt] } },
  });
  if (!problem) throw new Error("no problem");

  return {
    filtered: list.data.map((statement) => statement.id),
    walked,
    speakers: record.speakers.map(({ id, name }) => ({ name, type: record.included?.actors?.[id]?.type ?? "not included" })),
    evidence: evidence(record),
    dates: list.data.map(({ date }) => ({ label: date?.label ?? "no date", earliest: date?.earliest ?? null })),
    problem: { detail: problem.detail, nearest: problem.errors?.[0]?.nearest ?? [] },
  };
}

function evidence({ evidence, included }: Statement): Report["evidence"] {
  return evidence.map(({ source, link }) => ({
    publisher: source.publisher,
    published: source.published?.label ?? "no date",
    title: included?.sources?.[source.id]?.title ?? "not included",
    link,
  }));
}
