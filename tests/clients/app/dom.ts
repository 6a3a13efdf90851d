/** Elements made of text and other elements; what the API answers never becomes HTML of the page. */

type Children = (Node | string)[];

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...children: Children
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function shape(tag: string, attributes: Record<string, string | number>, ...children: Children): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Find an element of the page; its absence is a fault of the page. */
export function find<T extends Element>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`no ${selector}`);
  return found;
}

/** Show a highlight: what stands between marks becomes a mark, all else text. */
export function marked(html: string): Node[] {
  return html.split(/<\/?mark>/).map((part, n) => (n % 2 ? element("mark", {}, plain(part)) : new Text(plain(part))));
}

/** Read the escaped text of a highlight; a document of a parser runs nothing and loads nothing. */
function plain(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").documentElement.textContent ?? "";
}
