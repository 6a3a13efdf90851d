/** The fetch client that orval generates, as its documentation shows it. */

import { getStatement, listStatements, type Statement } from "./generated/orval";
import type { Questions, Report } from "./report";

export async function report(questions: Questions): Promise<Report> {
  const list = await listStatements({ speaker: questions.speakers, sort: "-date" });
  if (list.status !== 200) throw new Error(list.data.detail);
  // @ts-expect-error a record has no field of this name
  list.data.data[0]?.spekaer;

  const walked: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await listStatements({ limit: questions.page, after });
    if (page.status !== 200) throw new Error(page.data.detail);
    walked.push(...page.data.data.map((statement) => statement.id));
    after = page.data.data.at(-1)?.id;
    more = page.data.next !== null;
  }

  const { data: record, status } = await getStatement(questions.record, { include: ["speakers", "evidence.source"] });
  if (status !== 200) throw new Error(record.detail);

  const { data: problem, status: refused } = await listStatements({ speaker: [questions.misspelt] });
  if (refused === 200) throw new Error("no problem");

  return {
    filtered: list.data.data.map((statement) => statement.id),
    walked,
    speakers: record.speakers.map(({ id, name }) => ({ name, type: record.included?.actors?.[id]?.type ?? "not included" })),
    evidence: evidence(record),
    dates: list.data.data.map(({ date }) => ({ label: date?.label ?? "no date", earliest: date?.earliest ?? null })),
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
