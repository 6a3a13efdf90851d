/** A timeline: a bar for each fact, from the first day on which it may have begun to the last on which it may have ended. */

import type { Hit } from "./api";
import { shape } from "./dom";

const WIDTH = 900;
const ROW = 18;

interface Bar {
  moment: Hit;
  from: number;
  to: number;
}

export function drawing(moments: Hit[]): Node {
  const bars = moments.map(bar).filter((bar) => bar !== undefined);
  const first = Math.min(...bars.map(({ from }) => from));
  const last = Math.max(...bars.map(({ to }) => to));
  const place = (time: number) => (WIDTH * (time - first)) / Math.max(1, last - first);
  const svg = { viewBox: `0 0 ${WIDTH} ${ROW * bars.length}`, role: "img" };
  return shape("svg", svg, ...bars.map((bar, row) => drawn(bar, row, place)));
}

function bar(moment: Hit): Bar | undefined {
  const { begin, end } = moment;
  const from = begin?.earliest ?? begin?.latest;
  const to = end?.latest ?? end?.earliest ?? begin?.latest ?? from;
  return from && to ? { moment, from: Date.parse(from), to: Date.parse(to) } : undefined;
}

function drawn({ moment, from, to }: Bar, row: number, place: (time: number) => number): Node {
  const when = [moment.begin?.label, moment.end?.label].filter(Boolean).join(" to ");
  const width = Math.max(3, place(to) - place(from));
  const late = place(from) > WIDTH / 2;
  const beside = { x: late ? place(from) - 4 : place(from) + width + 4, "text-anchor": late ? "end" : "start" };
  return shape(
    "a",
    moment.link ? { href: moment.link } : {},
    shape("title", {}, `${moment.title} (${when})`),
    shape("rect", { x: place(from), y: row * ROW + 4, width, height: ROW - 8, fill: "#468" }),
    shape("text", { ...beside, y: row * ROW + 13 }, moment.title),
  );
}
