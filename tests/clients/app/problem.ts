/** What is wrong with a question, and a button for each value that would be right. */

import type { Problem, Question } from "./api";
import { element } from "./dom";

type Ask = (changes: Partial<Question>) => void;

export function told(problem: Problem, question: Question, ask: Ask): (Node | string)[] {
  const buttons = (problem.errors ?? []).flatMap(({ parameter, value, nearest }) =>
    (nearest ?? []).map((right) => {
      const button = element("button", { type: "button", className: "correction" }, right);
      button.addEventListener("click", () => ask(corrected(question, parameter, value, right)));
      return button;
    }),
  );
  return [problem.detail, " ", ...buttons];
}

function corrected({ speaker, topics }: Question, parameter: string, wrong: string, right: string): Partial<Question> {
  const mended = (values: string[]) => values.map((value) => (value === wrong ? right : value));
  switch (parameter) {
    case "speaker":
      return { speaker: mended(speaker) };
    case "topics":
      return { topics: mended(topics) };
    default:
      return {};
  }
}
