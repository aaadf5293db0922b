// "No keystroke is ever lost": when one of the two takes away or remakes a block while the other writes in it, what was being written goes with it,
// though nobody took it away. Whoever's page sees that says the words again: behind the letter that they were typed behind, wherever that stands
// now (moves.js), or in a paragraph of their own. The writer's page does it at once, any other a little later, should the writer's not be there.

import * as Y from "yjs";
import { Moves, isSign, lettersIn, names, sign, structAt, structsIn } from "./moves.js";
import { beside, dropEmpty, paragraph, placeOf, put } from "./places.js";

const NEAR = 300; // letters to each side beside which a word may stand again
const nameOf = ({ client, clock }) => `${client}.${clock}`;
const later = () => 2000 + Math.random() * 3000; // ms

export class LostWords {
  /** `may`: may anything be written now? */
  constructor(doc, may = () => true) {
    Object.assign(this, { doc, may, moves: new Moves(doc), kept: [], own: new Set([doc.clientID]), waiting: new Map() });
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
    if (soon.length) this.waiting.set(soon, setTimeout(() => (this.waiting.delete(soon), this.say(soon)), later()));
  }

  /** The page goes: what it waits with is said now, and kept in its tab with what was typed last. */
  hurry() {
    for (const [lost, timer] of this.waiting) clearTimeout(timer), this.say(lost);
    this.waiting.clear();
  }

  /** Runs of letters that went with what held them, and who took that away had not seen. */
  swept(deleteSet, named) {
    const lines = new Set();
    for (const item of structsIn(this.doc, deleteSet.clients)) {
      if (isSign(item)) lines.add(item.parent);
      else if (item.content instanceof Y.ContentString) lines.add(item.parent.parent);
    }
    return [...lines].filter(Boolean).flatMap((line) => {
      const went = lettersIn(line, (item) => item.parent._item?.deleted && names(deleteSet.clients, item.id)); // letter by letter: what one had seen and what not may be one item
      const stood = new Set(lettersIn(line, (item) => !item.deleted || names(deleteSet.clients, item.id)).map(nameOf));
      return this.runs(line, stood, new Set(went.filter((one) => !(this.moves.wasSeen(one.in, one) ?? named(one))).map(nameOf)));
    });
  }

  /** The lost letters of a line, run by run, with their neighbours: those that stood there to the last before those that had gone earlier. */
  runs(line, stood, lost) {
    if (!lost.size) return [];
    const all = lettersIn(line, () => true), index = indexOf(line), found = [], sorted = (some) => [true, false].flatMap((is) => some.filter((one) => stood.has(nameOf(one)) === is));
    all.forEach((one, at) => {
      if (!lost.has(nameOf(one))) return;
      const now = this.own.has(one.client);
      if (at && found.at(-1)?.now === now && lost.has(nameOf(all[at - 1]))) return found.at(-1).letters.push(one);
      const after = all.slice(at + 1, at + NEAR).filter((other) => !lost.has(nameOf(other)));
      found.push({ letters: [one], before: sorted(all.slice(Math.max(0, at - NEAR), at).reverse()), after: sorted(after), index, now });
    });
    return found;
  }

  /** Letters that came too late: what would have held them was gone already. */
  late(structs, now, known) {
    const found = [];
    structs.forEach((one, at) => {
      const after = one.rightOrigin ? [one.rightOrigin] : [];
      let run = null, before = one.origin ? [one.origin] : [];
      for (const letter of spelled(one, structs)) {
        if (known(letter) || !isGone(structAt(this.doc, letter))) run = null;
        else if (run) run.letters.push(letter);
        else found.push((run = { letters: [letter], before, after, typed: typedBefore(structs, at), index: Infinity, now }));
        before = [letter];
      }
    });
    return found;
  }

  /** Say these runs again; not what was said again meanwhile. */
  say(lost) {
    if (!this.may()) return;
    const note = this.doc.getXmlFragment("note");
    for (const { letters, before, after, typed = [], index } of lost) {
      const left = letters.filter((one) => !this.moves.copies(one).length && !this.moves.stands(one));
      if (!left.length) continue;
      this.doc.transact(() => {
        let place = beside(this.moves, before, 1) ?? beside(this.moves, after, 0) ?? beside(this.moves, typed, 1);
        if (left.some(({ person }) => person) && place?.text.parent.nodeName === "code_block") place = null; // code names nobody
        if (place || left.some(({ letter, person }) => person || letter.trim())) put(this.moves, place ?? paragraph(note, index), left);
      }, this.moves);
    }
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
        places.add(isSign(found.item) ? found.item.parent : found.item.parent.parent);
        found.item.parent.delete(placeOf(found), 1);
      }
      for (const line of places) dropEmpty(line);
      this.moves.fold(...[0, 1].map((which) => twice.map((two) => two[which])));
    }, this);
  }
}

/** Not there any more, nor is what held it: nobody took this away letter by letter. */
const isGone = (struct) => struct && (struct instanceof Y.GC || (struct.deleted && (!struct.parent?._item || struct.parent._item.deleted)));

/** The letters that an update says, or the one name or break. */
function spelled(struct, structs) {
  const { id, content, length } = struct;
  if (content instanceof Y.ContentString) return Array.from({ length }, (_, at) => ({ client: id.client, clock: id.clock + at, letter: content.str[at] }));
  if (!isSign(struct)) return [];
  const one = sign(struct, structs.find(({ parentSub, parent }) => parentSub === "person" && parent?.client === id.client && parent.clock === id.clock));
  return one.letter || one.person ? [one] : [];
}

/** What whoever made this struct had typed before, the last of it first: in a text of its own nothing else says where it stood. */
function typedBefore(structs, at) {
  const { client } = structs[at].id, found = [];
  for (let before = at - 1; before >= 0 && structs[before].id.client === client && found.length < NEAR; before--) {
    const one = structs[before];
    found.push(...spelled(one, structs).reverse());
    if (one.content instanceof Y.ContentString && one.origin) found.push(one.origin);
  }
  return found;
}

/** Where in the note, counted in what is left, the block stood that held `type`. */
function indexOf(type) {
  let item = type._item;
  while (item?.parent?._item) item = item.parent._item;
  let index = item && !item.deleted ? 1 : 0;
  for (let left = item?.left; left; left = left.left) if (!left.deleted && left.countable) index += left.length;
  return index;
}
