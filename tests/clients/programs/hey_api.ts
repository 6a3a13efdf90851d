/** The fetch client that @hey-api/openapi-ts generates, as its documentation shows it. */

import { client } from "./generated/hey/client.gen";
import { getStatement, listStatements, type Statement } from "./generated/hey";
import type { Questions, Report } from "./report";

export async function report(questions: Questions): Promise<Report> {
  client.setConfig({ baseUrl: questions.address });

  const { data: list } = await listStatements({ query: { speaker: questions.speakers, sort: "-date" } });
  if (!list) throw new Error("no list");
  // @ts-expect-error a record has no field of this name
  list.data[0]?.spekaer;

  const walked: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { data: page, error } = await listStatements({ query: { limit: questions.page, after } });
    if (error) throw new Error(error.detail);
    if (!page) throw new Error("no page");
    walked.push(...page.data.map((statement) => statement.id));
    after = page.data.at(-1)?.id;
    more = page.next !== null;
  }

  const { data: record } = await getStatement({
    path: { id: questions.record },
    query: { include: ["speakers", "evidence.source"] },
  });
  if (!record) throw new Error("no record");

  const { error: problem } = await listStatements({ query: { speaker: [questions.misspelt] } });
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
