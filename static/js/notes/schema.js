// What a note may hold. Names and nesting are those of the server (agendas/models: the same document is read there as Markdown).
// Only empty lists and quotes can become invalid by merging, so that what y-prosemirror drops as invalid never holds a word.

import { Schema } from "prosemirror-model";

/** The three kinds of address that a note links to, or null. */
export function safe(href) {
  try {
    const url = new URL(href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const checked = (node) => node.attrs.checked === true || node.attrs.checked === "true";

export const isChecked = checked;

const heading = (level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } });
const link = { tag: "a[href]", getAttrs: (dom) => (safe(dom.getAttribute("href")) ? { href: safe(dom.getAttribute("href")) } : false) };

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", { dir: "auto" }, 0] },
    heading: {
      attrs: { level: { default: 1 } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map(heading),
      toDOM: (node) => [`h${Number(node.attrs.level)}`, 0], // for the clipboard; on the page it is views.js
    },
    bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: {
      attrs: { order: { default: 1 } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: Number(dom.getAttribute("start")) || 1 }) }],
      toDOM: (node) => ["ol", Number(node.attrs.order) === 1 ? {} : { start: String(Number(node.attrs.order)) }, 0],
    },
    list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    task_list: { content: "task_item+", group: "block", parseDOM: [{ tag: "ul[data-tasks]", priority: 60 }], toDOM: () => ["ul", { "data-tasks": "" }, 0] },
    task_item: {
      attrs: { checked: { default: false } },
      content: "block+",
      defining: true,
      parseDOM: [{ tag: "li[data-checked]", priority: 60, getAttrs: (dom) => ({ checked: dom.dataset.checked === "true" }), contentElement: (dom) => dom.querySelector("div") ?? dom }],
      toDOM: (node) => ["li", { "data-checked": String(checked(node)) }, ["div", 0]],
    },
    blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    code_block: { content: "text*", marks: "", group: "block", code: true, defining: true, parseDOM: [{ tag: "pre", preserveWhitespace: "full" }], toDOM: () => ["pre", ["code", 0]] },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"], leafText: () => "\n" },
    mention: {
      attrs: { person: {} },
      inline: true,
      group: "inline",
      atom: true,
      parseDOM: [{ tag: "span[data-person]", getAttrs: (dom) => ({ person: dom.dataset.person }) }],
      toDOM: (node) => ["span", { class: "mention", "data-person": node.attrs.person }],
    },
  },
  marks: {
    link: { attrs: { href: {} }, inclusive: false, parseDOM: [link], toDOM: (mark) => ["a", { href: safe(mark.attrs.href), rel: "noopener noreferrer nofollow" }, 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null }, { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
    code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});
