// What keys and the toolbar do. Tab is not among them: it leaves the note.

import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { redo, undo } from "y-prosemirror";
import { isChecked, schema } from "./schema.js";

const { nodes, marks } = schema;
const LISTS = { bullet: [nodes.bullet_list, nodes.list_item], ordered: [nodes.ordered_list, nodes.list_item], task: [nodes.task_list, nodes.task_item] };
const either = (make) => chainCommands(make(nodes.list_item), make(nodes.task_item));

/** The nearest node around the selection that `test` finds: itself and where it begins. */
function around({ $from }, test) {
  for (let depth = $from.depth; depth > 0; depth--) if (test($from.node(depth))) return { node: $from.node(depth), at: $from.before(depth) };
  return null;
}

const listAround = (selection) => around(selection, ({ type }) => Object.values(LISTS).some(([list]) => list === type));

/** One list becomes another kind of list, item by item, in one step. */
function toList(kind) {
  const [list, item] = LISTS[kind];
  return (state, dispatch) => {
    const found = listAround(state.selection);
    if (!found) return wrapInList(list)(state, dispatch);
    if (found.node.type === list) return liftListItem(item)(state, dispatch);
    const items = [];
    found.node.forEach((one) => items.push(item.create(null, one.content)));
    const { anchor, head } = state.selection, tr = state.tr.replaceWith(found.at, found.at + found.node.nodeSize, list.create(null, items));
    dispatch?.(tr.setSelection(state.selection.constructor.between?.(tr.doc.resolve(anchor), tr.doc.resolve(head)) ?? state.selection.constructor.near(tr.doc.resolve(head))));
    return true;
  };
}

const heading = (level) => (state, dispatch) => {
  const is = active.heading(state, level);
  return setBlockType(is ? nodes.paragraph : nodes.heading, is ? null : { level })(state, dispatch);
};

const quote = (state, dispatch) => (active.quote(state) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch));
const block = (state, dispatch) => setBlockType(active.block(state) ? nodes.paragraph : nodes.code_block)(state, dispatch);

function tick(state, dispatch) {
  const found = around(state.selection, ({ type }) => type === nodes.task_item);
  if (found) dispatch?.(state.tr.setNodeAttribute(found.at, "checked", !isChecked(found.node)));
  return Boolean(found);
}

function marked(state, mark) {
  const { from, $from, to, empty } = state.selection;
  return Boolean(empty ? mark.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, mark));
}

export const commands = {
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  code: toggleMark(marks.code),
  heading: heading(2),
  bullet: toList("bullet"),
  ordered: toList("ordered"),
  task: toList("task"),
  quote,
  block,
  indent: either(sinkListItem),
  outdent: either(liftListItem),
  undo: (state) => undo(state),
  redo: (state) => redo(state),
};

/** What is pressed in the toolbar, for the place of the caret. */
export const active = {
  strong: (state) => marked(state, marks.strong),
  em: (state) => marked(state, marks.em),
  code: (state) => marked(state, marks.code),
  link: (state) => marked(state, marks.link),
  heading: ({ selection }, level) => selection.$from.parent.type === nodes.heading && (!level || Number(selection.$from.parent.attrs.level) === level),
  bullet: (state) => listAround(state.selection)?.node.type === nodes.bullet_list,
  ordered: (state) => listAround(state.selection)?.node.type === nodes.ordered_list,
  task: (state) => listAround(state.selection)?.node.type === nodes.task_list,
  quote: (state) => Boolean(around(state.selection, ({ type }) => type === nodes.blockquote)),
  block: ({ selection }) => selection.$from.parent.type === nodes.code_block,
};

/** Where this would take a word away, it does nothing: a list in a list may lose what stands behind the caret. */
const careful = (command) => (state, dispatch) => {
  const length = ({ doc }) => doc.textBetween(0, doc.content.size, "", "@").length, harms = (tr) => state.selection.empty && length(tr) < length(state);
  let result = null;
  if (!command(state, (tr) => (result = tr)) || !result || harms(result)) return false;
  dispatch?.(result);
  return true;
};

/** A break inside the block; out of code, which has line ends of its own. */
const newline = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/** Escape leaves the note, as it leaves any field. */
function leave(_state, _dispatch, view) {
  view.dom.blur();
  return true;
}

export const keys = {
  ...baseKeymap,
  Escape: leave,
  "Mod-b": commands.strong,
  "Mod-i": commands.em,
  "Mod-e": commands.code,
  "Mod-z": commands.undo,
  "Mod-y": commands.redo,
  "Shift-Mod-z": commands.redo,
  "Mod-]": commands.indent,
  "Mod-[": commands.outdent,
  "Mod-Enter": tick,
  "Shift-Enter": newline,
  Enter: chainCommands(careful(splitListItem(nodes.list_item)), careful(splitListItem(nodes.task_item, { checked: false })), baseKeymap.Enter),
  Backspace: chainCommands(undoInputRule, baseKeymap.Backspace),
};
