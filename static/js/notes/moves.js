// Where words went. The editor makes a block anew when it becomes another kind of block, is split or is joined: the letters are deleted, and typed
// again elsewhere. To whoever merges, that looks like two things. So that what others typed there meanwhile can follow, and so that two who remake
// the same block at once do not leave its words there twice, each page notes down beside the text what it did, in numbers alone:
//
//   [gone, seen, moved, folded]
//                         gone:  what one change deleted, where that took whole blocks away (runs: writer, clock, length)
//                         seen:  how far whoever did it had read each of those who had written in these blocks (writer, clock)
//                         moved: letters that stand elsewhere since (runs: writer, clock, length, writer, clock)
//                         folded: letters that stood a second time and went, and which ones stayed (runs, as above)
//
// Names of people and line breaks are letters, too: each is an element of its own beside the texts of its line.

import * as Y from "yjs";

const MOST = 5000; // letters in a run that a page names
const LONG = 4_000_000; // pairs of letters that are compared at most
const MANY = 1000; // runs of which two may stand

const isText = (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentString;
const isType = (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentType;
const BREAK = "hard_break";

/** A name or a break, before Yjs forgets what it was. */
export const isSign = ({ content }) => content instanceof Y.ContentType && ["mention", BREAK].includes(content.type.nodeName);
export const sign = ({ id, parent, content: { type } }, named = type._map.get("person")) => ({ client: id.client, clock: id.clock, letter: type.nodeName === BREAK ? "\n" : "", in: parent, sign: type.nodeName, person: named?.content.getContent()[0] });
const structsOf = (doc, client) => doc.store.clients.get(client) ?? [];

/** The struct that holds an id; nothing if it is not there yet. */
export function structAt(doc, { client, clock }) {
  return clock < Y.getState(doc.store, client) ? structsOf(doc, client)[Y.findIndexSS(structsOf(doc, client), clock)] : null;
}

/** Does `deletions` (writer → [{clock, len}]) name the letter? */
export const names = (deletions, { client, clock }) => (deletions.get(client) ?? []).some((one) => one.clock <= clock && clock < one.clock + one.len);

/** Each struct in these runs (writer → [{clock, len}]). */
export function* structsIn(doc, runs) {
  for (const [client, some] of runs) {
    const structs = structsOf(doc, client);
    for (const { clock, len } of some) {
      if (clock >= Y.getState(doc.store, client)) continue;
      for (let at = Y.findIndexSS(structs, clock); at < structs.length && structs[at].id.clock < clock + len; at++) yield structs[at];
    }
  }
}

/** Each struct that this page made from `clock` on. */
export const structsSince = (doc, clock) => structsIn(doc, new Map([[doc.clientID, [{ clock, len: Infinity }]]]));

/** Runs of three numbers as writer → [{clock, len}], and back. */
function grouped(numbers) {
  const found = new Map();
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    of(found, numbers[at]).push({ clock: numbers[at + 1], len: numbers[at + 2] });
  }
  return found;
}

function of(map, client) {
  if (!map.has(client)) map.set(client, []);
  return map.get(client);
}

/** Runs of five numbers, one by one, with whose they are. */
function* runsOf(numbers) {
  for (let at = 0; at + 4 < numbers.length; at += 5) {
    const [client, clock, len, other, start] = numbers.slice(at, at + 5);
    if (len <= MOST) yield [client, { clock, len, to: { client: other, clock: start } }];
  }
}

const flat = (runs) => [...runs].flatMap(([client, some]) => some.flatMap(({ clock, len }) => [client, clock, len]));

/** The letters that `test` finds in a text or a line, in their order, and which text or line each is in. */
export function lettersIn(type, test) {
  const found = [];
  for (let item = type._start; item; item = item.right) {
    if (isText(item)) for (let at = test(item) ? 0 : item.length; at < item.length; at++) found.push({ client: item.id.client, clock: item.id.clock + at, letter: item.content.str[at], in: type });
    else if (isSign(item)) test(item) && found.push(sign(item));
    else if (isType(item)) found.push(...lettersIn(item.content.type, test));
  }
  return found;
}

const spell = (letters) => letters.map(({ letter }) => letter).join("");

/** The longest run of letters that two texts share: where in each, and how long. */
function shared(one, two) {
  let best = { length: 0 };
  if (one.length * two.length > LONG) return best;
  let above = [];
  for (let i = 0; i < one.length; i++) {
    const row = [];
    for (let j = 0; j < two.length; j++) {
      if (one[i] !== two[j]) continue;
      const length = (row[j] = (above[j - 1] ?? 0) + 1);
      if (length > best.length) best = { length, one: i - length + 1, two: j - length + 1 };
    }
    above = row;
  }
  return best;
}

/** Where in each text the words are that are most likely the same: all of it, all of one of them, or what they share. */
function alike(words, text) {
  if (words.includes(text)) return { length: text.length, one: words.indexOf(text), two: 0 };
  if (text.includes(words)) return { length: words.length, one: 0, two: text.indexOf(words) };
  const found = shared(words, text);
  return found.length > 1 ? found : { length: 0 };
}

/** Which deleted letters those that were typed in the same change are. */
function paired(gone, come) {
  const pairs = [];
  for (const { type, letters } of come) {
    while (letters.length) {
      const text = spell(letters), others = gone.filter((other) => other.letters.length && (other.type !== type || text.includes(spell(other.letters))));
      const exact = others.find((other) => spell(other.letters) === text);
      const [from, same] = (exact ? [exact] : others).map((other) => [other, alike(spell(other.letters), text)]).reduce((best, one) => (one[1].length > best[1].length ? one : best), [null, { length: 0 }]);
      if (!same.length) break;
      const left = from.letters.splice(same.one, same.length), came = letters.splice(same.two, same.length);
      left.forEach((one, at) => pairs.push([one, came[at]]));
    }
  }
  return pairs;
}

/** Which deleted names and breaks those that came in the same change are. */
function pairedSigns(gone, come) {
  return come.flatMap((one) => {
    const at = gone.findIndex((other) => other.sign === one.sign && other.person === one.person);
    return at < 0 ? [] : [[gone.splice(at, 1)[0], one]];
  });
}

/** Pairs of letters as runs of five numbers. */
function inRuns(pairs) {
  const found = [];
  let run = null;
  for (const [from, to] of pairs) {
    if (run && run[0] === from.client && run[1] + run[2] === from.clock && run[3] === to.client && run[4] + run[2] === to.clock && run[2] < MOST) run[2]++;
    else found.push((run = [from.client, from.clock, 1, to.client, to.clock]));
  }
  return found.flat();
}

export class Moves extends EventTarget {
  constructor(doc) {
    super();
    this.doc = doc;
    this.log = doc.getArray("moves");
    this.told = []; // {gone, seen}
    this.moved = new Map(); // writer → [{clock, len, to: {client, clock}}]
    this.folded = new Map(); // the same
    this.twice = []; // {stays, goes, len}
    this.log.observe(({ changes }) => changes.delta.forEach(({ insert = [] }) => insert.forEach((entry) => this.read(entry))));
    this.forget();
    doc.on("afterTransaction", (transaction) => transaction.local && transaction.origin !== this && this.watch(transaction));
    doc.on("afterAllTransactions", () => this.pair()); // the editor joins texts in two steps
  }

  // What this page does.

  forget() {
    Object.assign(this, { gone: [], come: [], signs: { gone: [], come: [] } });
  }

  /** A change that was made here: what did it take away, and what did it put there? Asked before Yjs forgets the letters. */
  watch({ deleteSet, beforeState }) {
    const { doc } = this, me = doc.clientID, since = beforeState.get(me) ?? 0, places = new Set(), fresh = new Set(), seen = new Map();
    let blocks = false;
    for (const struct of structsIn(doc, deleteSet.clients)) {
      if (isText(struct)) places.add(struct.parent);
      if (!isType(struct)) continue;
      if (isSign(struct)) this.signs.gone.push(sign(struct));
      blocks = true;
      for (let item = struct.content.type._start; item; item = item.right) seen.set(item.id.client, beforeState.get(item.id.client) ?? 0);
    }
    for (const struct of structsSince(doc, since)) {
      if (isText(struct) && !struct.deleted) fresh.add(struct.parent);
      if (isSign(struct) && !struct.deleted) this.signs.come.push(sign(struct));
    }
    for (const type of places) this.gone.push({ type, letters: lettersIn(type, ({ id }) => names(deleteSet.clients, id)) });
    for (const type of fresh) this.come.push({ type, letters: lettersIn(type, (item) => !item.deleted && item.id.client === me && item.id.clock >= since) });
    if (blocks) this.tell([flat(deleteSet.clients), [...seen].flat(), [], []]);
  }

  pair() {
    const { gone, come, signs } = this;
    this.forget();
    const moved = inRuns([...paired(gone, come), ...pairedSigns(signs.gone, signs.come)]);
    if (moved.length) this.tell([[], [], moved, []]);
  }

  tell(entry) {
    this.doc.transact(() => this.log.push([entry]), this);
  }

  /** Letters of `from` stand as those of `to` since: they were said again. */
  say(from, to) {
    this.tell([[], [], inRuns(from.map((one, at) => [one, to[at]])), []]);
  }

  /** Letters of `from` are gone, as those of `to` are there. */
  fold(from, to) {
    this.tell([[], [], [], inRuns(from.map((one, at) => [one, to[at]]))]);
  }

  // What all pages did.

  read(entry) {
    if (!Array.isArray(entry) || entry.length !== 4 || !entry.every((part) => Array.isArray(part) && part.every(Number.isSafeInteger))) return; // no page of ours wrote it
    const [gone, seen, moved, folded] = entry;
    if (gone.length) this.told.push({ gone: grouped(gone), seen: new Map(Array.from({ length: seen.length >> 1 }, (_, at) => [seen[2 * at], seen[2 * at + 1]])) });
    for (const [client, run] of runsOf(moved)) {
      for (const before of of(this.moved, client)) this.compare(before, run);
      of(this.moved, client).push(run);
    }
    for (const [client, run] of runsOf(folded)) of(this.folded, client).push(run);
    if (moved.length) this.dispatchEvent(new Event("moved"));
  }

  /** As what the letter was typed again. */
  copies(id) {
    return this.follow(this.moved, id);
  }

  follow(map, { client, clock }) {
    const runs = of(map, client).filter((run) => run.clock <= clock && clock < run.clock + run.len);
    return runs.map(({ to, ...run }) => ({ client: to.client, clock: to.clock + clock - run.clock }));
  }

  /** The text item that shows the letter now, wherever it went, and which of its letters it is; with `folded`, or the one that stayed in its place. */
  stands(id, folded = false, tried = new Set()) {
    const struct = structAt(this.doc, id), name = `${id.client}.${id.clock}`;
    if (struct && !struct.deleted && (isText(struct) || isSign(struct))) return { item: struct, at: id.clock - struct.id.clock };
    if (tried.has(name)) return null;
    tried.add(name);
    for (const copy of [...this.copies(id), ...(folded ? this.follow(this.folded, id) : [])]) {
      const found = this.stands(copy, folded, tried);
      if (found) return found;
    }
    return null;
  }

  /** Was the text taken away by somebody who had seen that letter in it? Undefined where nobody has noted down who took it. */
  wasSeen(type, letter) {
    for (let inner = letter, outer = type._item; outer; inner = outer.id, outer = outer.parent?._item) {
      const told = this.told.filter(({ gone }) => names(gone, outer.id));
      if (told.length) return told.some(({ seen }) => inner.clock < (seen.get(inner.client) ?? 0));
    }
    return undefined;
  }

  /** Is it among what somebody deleted together with blocks? */
  wasNamed(id) {
    return this.told.some(({ gone }) => names(gone, id));
  }

  /** Two pages typed the same letters again at the same time, each elsewhere: one of the two goes, the same one on every page. */
  compare(one, two) {
    const from = Math.max(one.clock, two.clock), len = Math.min(one.clock + one.len, two.clock + two.len) - from;
    if (len <= 0) return;
    const [a, b] = [one, two].map(({ clock, to }) => ({ client: to.client, clock: to.clock + from - clock }));
    if (a.client === b.client && a.clock === b.clock) return;
    const [stays, goes] = a.client < b.client || (a.client === b.client && a.clock < b.clock) ? [a, b] : [b, a];
    this.twice.push({ stays, goes, len });
    if (this.twice.length > MANY) this.twice.shift();
  }

  /** Those letters of which two stand: [the one that goes, the one that stays]. */
  *doubled() {
    for (const { stays, goes, len } of this.twice) {
      for (let at = 0; at < len; at++) {
        const one = this.stands({ client: goes.client, clock: goes.clock + at }), other = this.stands({ client: stays.client, clock: stays.clock + at });
        if (one && other && (one.item !== other.item || one.at !== other.at)) yield [one, other];
      }
    }
  }
}
