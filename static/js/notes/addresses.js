// Addresses that somebody wrote into a note are links, also without a mark. The page that is read finds the same (agendas/models/addresses.py).

import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { schema } from "./schema.js";

const ADDRESS = /(?<![\p{L}\p{N}_])https?:\/\/[\p{L}\p{N}_][^\s<>"`\\|^{}\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]*/giu;
const OPENED = { ")": "(", "]": "[" };
const LONGEST = 2000;

const count = (text, sign) => text.split(sign).length;

/** What ends a sentence rather than an address goes; a bracket that was opened in it stays. */
function withoutEnd(href) {
  for (let last; ".,;:!?'*_~…’”»)]".includes((last = href.at(-1))); href = href.slice(0, -1)) if (OPENED[last] && count(href, OPENED[last]) >= count(href, last)) break;
  return href;
}

/** Each as [where it begins, where it ends, address]; not one with a name before its host: it reads like another place than it leads to. */
export function* addresses(text) {
  for (const { 0: all, index } of text.matchAll(ADDRESS)) {
    const href = withoutEnd(all), host = /:\/\/([^/?#]*)/.exec(href)?.[1];
    if (host && !host.includes("@") && href.length <= LONGEST) yield [index, index + href.length, href];
  }
}

function decorated(doc) {
  const found = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    let text = "";
    node.forEach((one) => (text += one.isText && !one.marks.some(({ type }) => type === schema.marks.link || type === schema.marks.code) ? one.text : "\ufffc".repeat(one.nodeSize)));
    if (!node.type.spec.code) for (const [from, to, href] of addresses(text)) found.push(Decoration.inline(pos + 1 + from, pos + 1 + to, { nodeName: "a", href, rel: "noopener noreferrer nofollow" }));
    return false;
  });
  return DecorationSet.create(doc, found);
}

export const linked = () =>
  new Plugin({
    state: { init: (_config, { doc }) => decorated(doc), apply: (tr, before) => (tr.docChanged ? decorated(tr.doc) : before) },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
