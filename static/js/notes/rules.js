// What becomes something while it is typed: # heading, - list, 1. list, [ ] task, > quote, ``` code, **strong**, *em*, `code`.

import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

/** The mark of what stands between two signs; the signs go. The last of them is being typed, so it is not there yet. */
function between(pattern, mark) {
  return new InputRule(pattern, (state, match, start, end) => {
    const words = match[match.length - 1], sign = start + (match[1]?.length ?? 0), from = start + match[0].lastIndexOf(words);
    if (state.doc.rangeHasMark(sign, end, marks.code)) return null;
    const tr = state.tr.delete(from + words.length, end).delete(sign, from);
    return tr.addMark(sign, sign + words.length, mark.create()).removeStoredMark(mark);
  });
}

/** "[ ] " makes a check list, also out of the item of a list that it is typed in. */
const task = new InputRule(/^\[([ xX]?)\]\s$/, (state, match, start, end) => {
  const { $from } = state.selection, checked = /x/i.test(match[1]);
  if ($from.parent.type !== nodes.paragraph) return null;
  const item = $from.depth > 1 && $from.node(-1).type === nodes.list_item ? $from.node(-1) : null;
  if (!item) {
    const tr = state.tr.delete(start, end), range = tr.doc.resolve(start).blockRange();
    return range && tr.wrap(range, [{ type: nodes.task_list }, { type: nodes.task_item, attrs: { checked } }]);
  }
  if ($from.node(-2).childCount > 1 || $from.index(-1) > 0) return null;
  const from = $from.before(-2), kept = item.content.replaceChild(0, $from.parent.cut(end - $from.start()));
  const tr = state.tr.replaceWith(from, $from.after(-2), nodes.task_list.create(null, nodes.task_item.create({ checked }, kept)));
  return tr.setSelection(state.selection.constructor.near(tr.doc.resolve(from + 3)));
});

const ITEMS = [nodes.list_item, nodes.task_item];

/** The sign of a list, typed at the beginning of an item that is in one: it goes, and nothing else happens. */
const listed = new InputRule(/^\s*(?:[-+*]|\d{1,9}[.)])\s$/, (state, _match, start, end) => {
  const { $from } = state.selection;
  return $from.depth > 1 && ITEMS.includes($from.node(-1).type) && $from.index(-1) === 0 ? state.tr.delete(start, end) : null;
});

export const rules = () =>
  inputRules({
    rules: [
      textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length })),
      textblockTypeInputRule(/^```$/, nodes.code_block),
      listed,
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
      wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list),
      wrappingInputRule(/^(\d{1,9})[.)]\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) }), (match, node) => node.childCount + Number(node.attrs.order) === Number(match[1])),
      task,
      between(/(?:^|(\s|[([]))\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
      between(/(?:^|([^*\w]))\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
      between(/(?:^|([^`]))`([^`]+)`$/, marks.code),
    ],
  });
