// "No keystroke is ever lost": when one of the two takes away or remakes a block while the other writes in it, what was being written goes with it,
// though nobody took it away. Whoever's page sees that says the words again: behind the letter that they were typed behind, wherever that stands
// now (moves.js), or in a paragraph of their own. The writer's page does it at once, any other a little later, should the writer's not be there.

import * as Y from "yjs";
import { Moves, lettersIn, names, structAt, structsIn } from "./moves.js";

const NEAR = 300; // letters to each side beside which a word may stand again
const nameOf = ({ client, clock }) => `${client}.${clock}`;
const later = () => 2000 + Math.random() * 3000; // ms

export class LostWords {
  /** `may`: may anything be written now? */
  constructor(doc, may = () => true) {
    Object.assign(this, { doc, may, moves: new Moves(doc), kept: [], own: new Set([doc.clientID]) });
    this.moves.addEventListener("moved", () => this.tidySoon());
  }

  /** What an earlier page of this tab typed; it is looked for once the server's text is there. */
  remember(updates) {
    for (const update of updates) {
      const said = Y.decodeUpdate(update);
      this.kept.push(said);
      for (const { id } of said.structs) this.own.add(id.client);
    }
  }

  /** Apply an update of the other's (`whole`: all that is lacking here), and say again what went with it that nobody who deleted had seen. */
  during(update, whole, apply) {
    const { structs, ds } = Y.decodeUpdate(update), had = new Map([...this.doc.store.clients.keys()].map((client) => [client, Y.getState(this.doc.store, client)]));
    const named = (id) => names(ds.clients, id) || this.kept.some((one) => names(one.ds.clients, id));
    const lost = [];
    const look = ({ deleteSet }) => lost.push(...this.swept(deleteSet, named)); // after this Yjs forgets what they were
    this.doc.on("afterTransaction", look);
    try {
      apply();
    } finally {
      this.doc.off("afterTransaction", look);
    }
    const known = new Set(lost.flatMap(({ letters }) => letters.map(nameOf)));
    if (had.size) lost.push(...this.late(structs, whole, (id) => named(id) || known.has(nameOf(id)) || id.clock < (had.get(id.client) ?? 0)));
    if (whole) {
      const taken = (id) => this.kept.some((one) => names(one.ds.clients, id));
      lost.push(...this.late(this.kept.flatMap((one) => one.structs), true, (id) => taken(id) || known.has(nameOf(id)) || this.moves.wasNamed(id)));
      this.kept = [];
    }
    const soon = lost.filter(({ now }) => !now);
    this.say(lost.filter(({ now }) => now));
    if (soon.length) setTimeout(() => this.say(soon), later());
  }

  /** Runs of letters that went with what held them, and who took that away had not seen. */
  swept(deleteSet, named) {
    const places = new Set();
    for (const item of structsIn(this.doc, deleteSet.clients)) if (item.content instanceof Y.ContentString && item.parent?._item?.deleted) places.add(item.parent);
    return [...places].flatMap((type) => {
      const went = lettersIn(type, (item) => names(deleteSet.clients, item.id)); // letter by letter: what one had seen and what not may be one item
      return this.runs(type, new Set(went.filter((one) => !(this.moves.wasSeen(type, one) ?? named(one))).map(nameOf)));
    });
  }

  /** The lost letters of a text, run by run, with their neighbours. */
  runs(type, lost) {
    const all = lettersIn(type, () => true), index = indexOf(type), found = [];
    all.forEach((one, at) => {
      if (!lost.has(nameOf(one))) return;
      if (at && found.length && lost.has(nameOf(all[at - 1]))) return found.at(-1).letters.push(one);
      const after = all.slice(at + 1, at + NEAR).filter((other) => !lost.has(nameOf(other)));
      found.push({ letters: [one], before: all.slice(Math.max(0, at - NEAR), at).reverse(), after, index, now: this.own.has(one.client) });
    });
    return found;
  }

  /** Letters that came too late: what would have held them was gone already. */
  late(structs, now, known) {
    const found = [];
    for (const { id, content, length, origin, rightOrigin } of structs) {
      if (!(content instanceof Y.ContentString)) continue;
      let run = null;
      for (let at = 0; at < length; at++) {
        const one = { client: id.client, clock: id.clock + at, letter: content.str[at] };
        if (known(one) || !isGone(structAt(this.doc, one))) run = null;
        else if (run) run.letters.push(one);
        else found.push((run = { letters: [one], before: at ? [{ ...one, clock: one.clock - 1 }] : origin ? [origin] : [], after: rightOrigin ? [rightOrigin] : [], index: Infinity, now }));
      }
    }
    return found;
  }

  /** Say these runs again; not what was said again meanwhile. */
  say(lost) {
    if (!this.may()) return;
    for (const { letters, before, after, index } of lost) {
      const left = letters.filter((one) => !this.moves.copies(one).length && !this.moves.stands(one));
      const text = left.map(({ letter }) => letter).join("");
      if (!text) continue;
      const note = this.doc.getXmlFragment("note"), { clientID, store } = this.doc;
      this.doc.transact(() => {
        const since = Y.getState(store, clientID), place = this.beside(before, 1) ?? this.beside(after, 0);
        if (place) place.text.insert(place.at, text);
        else if (text.trim()) {
          const paragraph = new Y.XmlElement("paragraph");
          paragraph.insert(0, [new Y.XmlText(text)]);
          note.insert(Math.min(index, note.length), [paragraph]);
        } else return;
        const said = [...structsIn(this.doc, new Map([[clientID, [{ clock: since, len: Infinity }]]]))].filter(({ content }) => content instanceof Y.ContentString);
        const again = said.flatMap(({ id, length }) => Array.from({ length }, (_, at) => ({ client: clientID, clock: id.clock + at })));
        this.moves.say(left, again);
      }, this);
    }
  }

  /** Behind (1) or before (0) the first of these letters that still stands somewhere: the text, and where in it. */
  beside(letters, side) {
    for (const one of letters) {
      const found = this.moves.stands(one, true);
      if (!found) continue;
      return { text: found.item.parent, at: placeOf(found) + side };
    }
    return null;
  }

  // What stands twice.

  /** Those whose it is tidy up at once; any other page a little later, should they not be there. */
  tidySoon() {
    const { clientID } = this.doc, mine = ({ item }) => item.id.client === clientID;
    if (this.tidying) return;
    this.tidying = setTimeout(() => {
      const twice = [...this.moves.doubled()];
      if (twice.length && twice.some((two) => two.some(mine))) this.tidy();
      else if (twice.length) return (this.tidying = setTimeout(() => this.tidy(), later()));
      this.tidying = null;
    });
  }

  tidy() {
    this.tidying = null;
    if (!this.may()) return;
    const twice = [...this.moves.doubled()].map((two) => two.map(({ item, at }) => ({ client: item.id.client, clock: item.id.clock + at })));
    if (!twice.length) return;
    this.doc.transact(() => {
      const places = new Set();
      for (const [goes] of twice) {
        const found = this.moves.stands(goes);
        if (!found) continue;
        places.add(found.item.parent);
        found.item.parent.delete(placeOf(found), 1);
      }
      for (const text of places) dropEmpty(text);
      this.moves.fold(...[0, 1].map((which) => twice.map((two) => two[which])));
    }, this);
  }
}

/** Not there any more, nor is what held it: nobody took this away letter by letter. */
const isGone = (struct) => struct && (struct instanceof Y.GC || (struct.deleted && (!struct.parent?._item || struct.parent._item.deleted)));

/** Where in its text the letter stands. */
function placeOf({ item, at }) {
  let place = at;
  for (let left = item.left; left; left = left.left) if (!left.deleted && left.countable) place += left.length;
  return place;
}

/** A block that held nothing but this text, which is empty now, goes. */
function dropEmpty(text) {
  if (text.length) return;
  let type = text;
  while (type.parent?._item && type.parent.length === 1) type = type.parent;
  if (type === text || !type.parent || type.parent.length === 1) return;
  type.parent.delete(type.parent.toArray().indexOf(type), 1);
}

/** Where in the note, counted in what is left, the block stood that held `type`. */
function indexOf(type) {
  let item = type._item;
  while (item?.parent?._item) item = item.parent._item;
  let index = item && !item.deleted ? 1 : 0;
  for (let left = item?.left; left; left = left.left) if (!left.deleted && left.countable) index += left.length;
  return index;
}
