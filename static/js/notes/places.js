// Where in a note words are put that are said again: beside a letter, a name or a break that still stands, or in a paragraph of their own.

import * as Y from "yjs";
import { isSign, lettersIn, structsSince } from "./moves.js";

/** Where in its text, or among what its line holds, it stands. */
export function placeOf({ item, at }) {
  let place = at;
  for (let left = item.left; left; left = left.left) if (!left.deleted && left.countable) place += left.length;
  return place;
}

/** Behind (1) or before (0) the first of these letters that still stands somewhere: the text, and where in it. */
export function beside(moves, letters, side) {
  for (const one of letters) {
    const found = moves.stands(one, true);
    if (!found) continue;
    const { parent } = found.item, place = placeOf(found);
    if (!isSign(found.item)) return { text: parent, at: place + side };
    const next = parent.get(place + (side || -1)), text = next instanceof Y.XmlText ? next : new Y.XmlText();
    if (text !== next) parent.insert(place + side, [text]);
    return { text, at: side ? 0 : text.length };
  }
  return null;
}

/** A new paragraph, the one that stands there `index`th. */
export function paragraph(note, index) {
  const line = new Y.XmlElement("paragraph"), text = new Y.XmlText();
  line.insert(0, [text]);
  note.insert(Math.min(index, note.length), [line]);
  return { text, at: 0 };
}

/** What `test` finds among what `work` makes, letter by letter. */
function made(doc, work, test) {
  const since = Y.getState(doc.store, doc.clientID);
  work();
  return [...structsSince(doc, since)].filter(test).flatMap(({ id, length }) => Array.from({ length }, (_, at) => ({ client: id.client, clock: id.clock + at })));
}

const isText = ({ content }) => content instanceof Y.ContentString;

/** Put letters there, and note down where they and what gave way to them stand now. */
export function put(moves, { text, at }, letters) {
  const { doc } = text, own = ({ sign }) => sign && text.parent.nodeName !== "code_block"; // there a break is a letter
  for (let from = 0, to; from < letters.length; from = to) {
    to = from + 1;
    if (own(letters[from])) ({ text, at } = splitBy(moves, { text, at }, letters[from]));
    else {
      while (to < letters.length && !own(letters[to])) to++;
      const some = letters.slice(from, to);
      moves.say(some, made(doc, () => text.insert(at, some.map(({ letter }) => letter).join("")), isText));
      at += some.length;
    }
  }
}

/** A name or a break in the middle of a text: what stands behind it goes on in a text of its own. */
function splitBy(moves, { text, at }, one) {
  const { doc } = text, element = new Y.XmlElement(one.sign), rest = new Y.XmlText(), line = text.parent;
  if (one.person) element.setAttribute("person", one.person);
  moves.say([one], made(doc, () => line.insert(line.toArray().indexOf(text) + 1, [element, rest]), isSign));
  let skip = at;
  const behind = text.toDelta().flatMap(({ insert, attributes }) => {
    const left = insert.slice(skip);
    skip = Math.max(0, skip - insert.length);
    return left ? [{ insert: left, attributes }] : [];
  });
  if (!behind.length) return { text: rest, at: 0 };
  const letters = lettersIn(text, (item) => !item.deleted).slice(at);
  text.delete(at, text.length - at);
  moves.say(letters, made(doc, () => rest.applyDelta(behind), isText));
  return { text: rest, at: 0 };
}

/** A block that holds nothing but this line, which is empty now, goes. */
export function dropEmpty(line) {
  if (line._item.deleted || line.toArray().some((one) => one.length || one instanceof Y.XmlElement)) return;
  let type = line;
  while (type.parent?._item && type.parent.length === 1) type = type.parent;
  if (type.parent && type.parent.length > 1) type.parent.delete(type.parent.toArray().indexOf(type), 1);
}
