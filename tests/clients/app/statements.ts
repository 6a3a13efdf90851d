/** A page of statements: who said what, when, and the sentences it rests on. */

import type { Evidence, Included, Statement, StatementPage } from "./api";
import { element, marked } from "./dom";

export function articles({ data, included }: StatementPage): Node[] {
  return data.map((statement) => article(statement, included));
}

function article(statement: Statement, included: Included | undefined): Node {
  const speakers = statement.speakers.map(({ id }) => included?.actors?.[id]);
  const about = speakers.map((speaker) => speaker?.description ?? speaker?.type ?? "").join("; ");
  return element(
    "article",
    { id: statement.id },
    element("p", { className: "speaker", title: about }, statement.speakers.map(({ name }) => name).join(", ")),
    element("p", { className: "day" }, statement.date?.label ?? "on a day that is not known"),
    element("p", { className: "words", title: statement.highlight?.field ?? "" }, ...words(statement)),
    element("p", { className: "evidence" }, ...statement.evidence.map(source)),
  );
}

function words({ highlight, quote, summary }: Statement): (Node | string)[] {
  return highlight ? marked(highlight.text) : [quote ? `“${quote}”` : summary];
}

function source({ source, link }: Evidence): Node {
  const words = [source.publisher, source.published?.label].filter(Boolean).join(", ");
  return link ? element("a", { href: link, rel: "noreferrer" }, words) : element("span", {}, words);
}
