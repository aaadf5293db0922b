// People who write in one note: the editor's own commands, rooms and merging, with a server and a network of a few lines and a clock that is turned
// here. Every letter that is typed is another one, and so is every person who is named, so that each can be counted at the end.

import { webcrypto } from "node:crypto";

let now = 1e12, waiting = [], jobs = 0, seed = 1, storage = {};

export function chance() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export const pick = (some) => some[Math.floor(chance() * some.length)];
export const between = (low, high) => low + Math.floor(chance() * (high - low + 1));

/** Let time pass, and what waits for it happen. */
export function pass(ms) {
  const end = now + ms;
  for (;;) {
    const next = waiting.filter(({ at }) => at <= end).sort((one, two) => one.at - two.at || one.id - two.id)[0];
    if (!next) break;
    waiting.splice(waiting.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.work();
  }
  now = end;
}

// The browser, as far as the notes ask for it.

globalThis.setTimeout = (work, ms = 0) => {
  const id = ++jobs, tab = storage;
  waiting.push({ id, at: now + Math.max(0, ms), work: () => inTab(tab, work) });
  return id;
};
globalThis.clearTimeout = (id) => (waiting = waiting.filter((one) => one.id !== id));
Date.now = () => now;
Math.random = chance;
Object.defineProperty(webcrypto, "getRandomValues", { value: (numbers) => numbers.map(() => Math.floor(chance() * 2 ** 32)).forEach((one, at) => (numbers[at] = one)) ?? numbers });
globalThis.addEventListener = () => {};
globalThis.document = { body: { dataset: { person: "somebody" } }, documentElement: { style: {} }, createElement: () => ({ style: {} }) };
globalThis.sessionStorage = new Proxy(
  { setItem: (key, value) => (storage[key] = value), getItem: (key) => storage[key], removeItem: (key) => delete storage[key] },
  { ownKeys: () => Object.keys(storage), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
);
console.warn = () => {}; // ProseMirror, about selections that this program makes

export function inTab(tab, work) {
  const before = storage;
  storage = tab;
  try {
    return work();
  } finally {
    storage = before;
  }
}

const Y = await import("yjs");
const { EditorState, Selection, TextSelection } = await import("prosemirror-state");
const { ySyncPlugin, yUndoPlugin } = await import("y-prosemirror");
export const { schema } = await import("../../static/js/notes/schema.js");
export const { commands, keys } = await import("../../static/js/notes/commands.js");
const { Room } = await import("../../static/js/notes/room.js");
const { HEARD, SENT } = await import("../../static/js/notes/wire.js");

const NOTE = "00000000-0000-4000-8000-0000000000e1", FIRST_LETTER = 0x4e00, OPEN = 3;

export class Server {
  doc = new Y.Doc();
  lines = new Set();

  hear(line, kind, payload) {
    if (kind === SENT.OPEN) {
      line.give({ kind: HEARD.OPENED, payload: new Uint8Array([OPEN, ...Y.encodeStateAsUpdate(this.doc, payload)]) });
      line.give({ kind: HEARD.VECTOR, payload: Y.encodeStateVector(this.doc) });
      this.lines.add(line);
    } else if (kind === SENT.UPDATE) {
      const number = new DataView(payload.buffer).getUint32(0), update = payload.slice(4);
      Y.applyUpdate(this.doc, update);
      line.give({ kind: HEARD.ACK, number, payload });
      for (const other of this.lines) if (other !== line) other.give({ kind: HEARD.UPDATE, payload: update });
    }
  }
}

/** One connection: what goes up and what comes down, each in its order and each in its time. */
class Line {
  up = [];
  down = [];

  constructor(writer, server) {
    Object.assign(this, { writer, server });
  }

  give(frame) {
    this.down.push({ number: 0, ...frame });
  }

  carryUp() {
    const next = this.up.shift();
    if (next) this.server.hear(this, ...next);
    return Boolean(next);
  }

  carryDown() {
    const next = this.down.shift();
    if (next) this.writer.hear(next);
    return Boolean(next);
  }
}

/** Somebody with the note open in a tab. */
export class Writer {
  storage = {};

  /** `typed`: every letter; `named`: every person; `unnamed`: whom a command of somebody's took away before their eyes. */
  constructor(server, { typed, named, unnamed }) {
    Object.assign(this, { server, typed, named, unnamed });
    this.load();
  }

  load() {
    this.line = this.view = this.sync = null;
    const send = (_room, kind, payload = new Uint8Array()) => Boolean(this.line?.up.push([kind, payload.slice()]));
    this.room = inTab(this.storage, () => new Room(NOTE, { send, report() {}, pause: () => 100, fresh: true }));
    this.room.users = 1;
  }

  connect() {
    this.line ??= new Line(this, this.server);
    this.room.ask();
  }

  cut() {
    this.server.lines.delete(this.line);
    this.line = null;
    this.room.cut();
  }

  /** The page goes; what it kept in its tab is there for the next. */
  reload() {
    inTab(this.storage, () => this.room.leave());
    this.cut();
    this.sync?.destroy();
    this.storage = Object.fromEntries(Object.entries(this.storage).map(([key, value]) => [key.replace(/:[^:]*\.(\d+)$/, `:before${++jobs}.$1`), value]));
    this.load();
    this.connect();
  }

  hear(frame) {
    inTab(this.storage, () => this.room.hear(frame));
    if (this.room.synced && !this.view) inTab(this.storage, () => this.mount());
  }

  /** The editor without a page: its state, and what keeps it and the document the same. */
  mount() {
    const plugin = ySyncPlugin(this.room.doc.getXmlFragment("note")), writer = this;
    this.view = {
      state: EditorState.create({ schema, plugins: [plugin, yUndoPlugin({})] }),
      composing: false,
      hasFocus: () => false,
      updateState(state) {
        this.state = state;
      },
      dispatch(tr) {
        this.state = this.state.apply(tr);
        writer.sync?.update(this);
      },
    };
    this.sync = plugin.spec.view(this.view);
    pass(0);
  }

  act() {
    const does = pick(["type", "type", "type", "type", "type", "enter", "rest", "name", "wander", "wander", "format", "block", "block", "join"]);
    if (this.view) inTab(this.storage, () => this[does]());
  }

  select(from, to = from) {
    const { doc } = this.view.state;
    this.view.dispatch(this.view.state.tr.setSelection(from === to ? Selection.near(doc.resolve(from)) : TextSelection.create(doc, from, to)));
  }

  run(command) {
    const before = namesIn(this.view.state.doc);
    command(this.view.state, (tr) => this.view.dispatch(tr));
    const left = new Set(namesIn(this.view.state.doc));
    for (const person of before) if (!left.has(person)) this.unnamed.add(person); // code names nobody
  }

  type() {
    const letter = String.fromCodePoint(FIRST_LETTER + this.typed.length);
    this.typed.push(letter);
    this.view.dispatch(this.view.state.tr.insertText(letter));
  }

  /** One in a line: of two y-prosemirror makes the one out of the other in place, and merging cannot tell them apart. */
  name() {
    const person = `somebody${this.named.length}`, { parent } = this.view.state.selection.$from;
    if (parent.type.spec.code || namesIn(parent).length) return;
    this.named.push(person);
    this.view.dispatch(this.view.state.tr.replaceSelectionWith(schema.nodes.mention.create({ person })));
  }

  enter() {
    this.run(keys.Enter);
  }

  rest() {
    this.run(keys["Shift-Enter"]);
  }

  wander() {
    this.select(between(0, this.view.state.doc.content.size));
  }

  format() {
    const { $from } = this.view.state.selection, end = $from.pos;
    if ($from.start() === end) return;
    this.select($from.start(), end);
    this.run(commands[pick(["strong", "em", "code"])]);
    this.select(end);
  }

  block() {
    this.run(commands[pick(["heading", "bullet", "ordered", "task", "quote", "block"])]);
  }

  /** Backspace at the beginning of a block, where it takes no letter away. */
  join() {
    this.select(this.view.state.selection.$from.start());
    const { state } = this.view;
    const said = ({ doc }) => doc.textContent + namesIn(doc);
    keys.Backspace(state, (tr) => said(tr) === said(state) && this.view.dispatch(tr));
  }
}

export function namesIn(doc) {
  const found = [];
  doc.descendants(({ attrs }) => attrs.person && found.push(attrs.person));
  return found;
}

/** All are there, and all that is on its way arrives. */
export function calm(writers) {
  for (let round = 0; round < 300; round++) {
    for (const writer of writers) {
      if (!writer.line) writer.connect();
      pass(40);
      while (writer.line.carryUp());
      while (writer.line.carryDown());
    }
  }
}

export const markup = (doc) => doc.getXmlFragment("note").toString();

/** A note that nobody has written in, and people who have it open. */
export function begin(number, writers) {
  seed = number;
  now = 1e12;
  jobs = 0;
  waiting = [];
  const server = new Server(), said = { typed: [], named: [], unnamed: new Set() }, all = [];
  for (let left = writers ?? between(2, 4); left; left--) all.push(new Writer(server, said));
  for (const writer of all) writer.connect();
  return { server, said, writers: all };
}
