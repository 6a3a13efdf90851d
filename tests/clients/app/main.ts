/** A screen of Crisis Facts: statements with their evidence, facets, pages, a timeline, and errors that can be mended. */

import * as api from "./api";
import { find } from "./dom";
import { facets } from "./facets";
import { told } from "./problem";
import { articles } from "./statements";
import { drawing } from "./timeline";

const form = find("#search", HTMLFormElement);
const words = find("[name=q]", HTMLInputElement);
const speaker = find("[name=speaker]", HTMLInputElement);
const next = find("#next", HTMLButtonElement);

let question: api.Question = { q: "", speaker: [], topics: [], after: undefined };

async function ask(changes: Partial<api.Question>): Promise<void> {
  question = { ...question, after: undefined, ...changes };
  const { data, error } = await api.statements(question);
  show("#problem", error ? told(error, question, ask) : []);
  show("#facets", data ? facets(data, question, ask) : []);
  show("#total", data ? [`${data.total} statements`] : []);
  show("#statements", data ? articles(data) : []);
  const last = data?.next ? data.data.at(-1) : undefined;
  next.hidden = !last;
  next.onclick = () => ask({ after: last?.id });
}

async function draw(): Promise<void> {
  const { data, error } = await api.timeline();
  show("#timeline", [data ? drawing(data.data) : error.detail]);
}

function show(selector: string, content: (Node | string)[]): void {
  find(selector, HTMLElement).replaceChildren(...content);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void ask({ q: words.value, speaker: speaker.value ? [speaker.value] : [] });
});

void ask({});
void draw();
