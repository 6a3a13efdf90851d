/** The facets beside a list: a button for each value, with its count. */

import type { Question, StatementPage } from "./api";
import { element } from "./dom";

const FILTERS = ["speaker", "topics"] as const;

export function facets(page: StatementPage, question: Question, ask: (changes: Partial<Question>) => void): Node[] {
  return FILTERS.flatMap((filter) =>
    (page.facets?.[filter] ?? []).map(({ value, label, count }) => {
      const chosen = question[filter];
      const pressed = chosen.includes(value);
      const properties = { type: "button", name: filter, value, ariaPressed: String(pressed) } as const;
      const button = element("button", properties, `${label} (${count})`);
      const others = chosen.filter((other) => other !== value);
      button.addEventListener("click", () => ask({ [filter]: pressed ? others : [...chosen, value] }));
      return button;
    }),
  );
}
