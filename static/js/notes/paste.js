// What is pasted or dropped: web pages as what a note can hold of them, plain text as Markdown, an address over words as a link; and how much.

import { Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { read } from "./markdown.js";
import { safe, schema } from "./schema.js";

export const FULL = 200_000; // characters of text

const size = (node) => node.textBetween(0, node.content.size, "\n", " ").length;

/** A change that would make the note too long is refused, in words; nothing that was there goes. `refuse` says so. */
export const limit = (refuse) =>
  new Plugin({
    filterTransaction(tr, state) {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey) || tr.doc.content.size < FULL) return true;
      if (size(tr.doc) <= FULL || size(tr.doc) <= size(state.doc)) return true;
      refuse();
      return false;
    },
  });

export const paste = (refuse) =>
  new Plugin({
    props: {
      clipboardTextParser(text, _context, plain) {
        if (text.length > FULL) return Slice.empty;
        const blocks = plain ? null : read(text);
        if (!blocks) return new Slice(schema.nodes.doc.createAndFill(null, text.split(/\n/).map((line) => schema.nodes.paragraph.create(null, line ? schema.text(line) : null))).content, 1, 1);
        const open = blocks.childCount === 1 && blocks.firstChild.type === schema.nodes.paragraph ? 1 : 0;
        return new Slice(blocks, open, open);
      },
      handlePaste(view, event) {
        const text = event.clipboardData?.getData("text/plain") ?? "", { empty, from, to } = view.state.selection;
        const html = event.clipboardData?.getData("text/html") ?? "";
        if (text.length > FULL || html.length > 8 * FULL) return refuse(), true;
        const href = /^\S+$/.test(text.trim()) && /^(https?|mailto):/i.test(text.trim()) ? safe(text.trim()) : null;
        if (!href || empty) return false;
        view.dispatch(view.state.tr.addMark(from, to, schema.marks.link.create({ href })));
        return true;
      },
      transformPastedHTML: (html) => html.replace(/<(style|script|template)\b[\s\S]*?<\/\1>/gi, ""),
    },
  });
