// One note as this page holds it: its document, what the server has not acknowledged, and what is true about saving it.
// Everything typed lies in session storage from its first moment until the ACK that says it lies in the database.

import * as Y from "yjs";
import { drop, keep, left } from "./kept.js";
import { LostWords } from "./lost.js";
import { split } from "./split.js";
import { HEARD, REASON, SENT, numbered } from "./wire.js";

const TOGETHER = 25; // ms in which keys become one frame
const FEW = 100; // updates that wait one by one
export const FRAME = 200_000; // bytes; the server takes 256 kB with what is around them

export class Room extends EventTarget {
  constructor(id, socket) {
    super();
    const doc = new Y.Doc();
    Object.assign(this, { id, doc, socket, users: 0, pending: new Map(), number: 0, open: false, writable: true, trouble: null, tries: 0 });
    this.lost = new LostWords(doc, () => this.writable && !this.gone);
    const before = left(id);
    for (const update of before.updates) Y.applyUpdate(doc, update, this);
    if (before.updates.length) {
      this.lost.remember(before.updates);
      this.hold(Y.mergeUpdates(before.updates));
      before.forget();
    }
    doc.on("update", (update, origin) => origin !== this && this.typed(update));
  }

  get clean() {
    return !this.pending.size && !this.typing;
  }

  // What is typed here.

  typed(update) {
    this.typing = this.typing ? Y.mergeUpdates([this.typing, update]) : update;
    if (!this.timer) this.timer = setTimeout(() => this.flush(), TOGETHER);
    else if (this.typing.length > FRAME / 4) this.flush();
    this.tell();
  }

  /** What was typed in the last moment goes into storage and on its way. */
  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.typing) return;
    const update = this.typing, again = this.trouble?.reason === REASON.TOO_BIG;
    this.typing = null;
    this.hold(update);
    if (again || (!this.open && this.pending.size > FEW)) this.gather(); // what was too much may fit with what was taken away since
    this.send();
  }

  /** The page goes. */
  leave() {
    this.lost.hurry();
    this.flush();
  }

  hold(update) {
    for (const part of split(update, FRAME)) {
      const number = ++this.number;
      this.pending.set(number, { update: part, kept: keep(this.id, number, part), sent: false });
    }
  }

  /** Many small updates that wait become few. */
  gather() {
    this.trouble = null;
    const waiting = [...this.pending];
    this.pending.clear();
    let run = [], size = 0;
    const put = () => run.length && (this.hold(Y.mergeUpdates(run)), (run = []), (size = 0));
    for (const [, { update }] of waiting) {
      if (size + update.length > FRAME) put();
      run.push(update);
      size += update.length;
    }
    put();
    for (const [number] of waiting) drop(this.id, number);
  }

  send() {
    if (!this.open || !this.writable || this.trouble) return this.tell();
    for (const [number, one] of this.pending) if (!one.sent) one.sent = this.socket.send(this.id, SENT.UPDATE, numbered(number, one.update));
    this.tell();
  }

  // What the server says.

  ask() {
    this.socket.send(this.id, SENT.OPEN, Y.encodeStateVector(this.doc));
  }

  cut() {
    this.open = false;
    for (const one of this.pending.values()) one.sent = false;
    this.tell();
  }

  hear({ kind, payload, number }) {
    if (kind === HEARD.OPENED) this.opened(payload);
    else if (kind === HEARD.UPDATE) this.merge(payload);
    else if (kind === HEARD.VECTOR) this.answer(payload);
    else if (kind === HEARD.STATE) this.state(payload[0]);
    else if (kind === HEARD.REFUSED) this.refused(number, payload[4]);
    else if (kind === HEARD.ACK) {
      drop(this.id, number);
      this.pending.delete(number);
      this.tries = 0;
    } else if (kind === HEARD.GONE) {
      this.gone = true;
      this.open = false;
      for (const number of this.pending.keys()) drop(this.id, number);
      this.dispatchEvent(new Event("state"));
    }
    this.tell();
  }

  opened(payload) {
    const first = !this.synced;
    this.state(payload[0], true);
    this.merge(payload.subarray(1), true);
    this.synced = this.open = true;
    this.flush(); // what was said again goes along with what waits
    if (this.pending.size) this.gather();
    this.send();
    if (first) this.dispatchEvent(new Event("opened"));
  }

  merge(update, whole = false) {
    this.lost.during(update, whole, () => Y.applyUpdate(this.doc, update, this));
  }

  /** What the server lacks and nobody waits for: it was set back, or lost a row. */
  answer(vector) {
    if (!this.clean || !this.writable) return;
    const lacking = Y.encodeStateAsUpdate(this.doc, vector);
    if (!Y.decodeUpdate(lacking).structs.length) return;
    this.hold(lacking);
    this.send();
  }

  state(flags, quiet = false) {
    const writable = Boolean(flags & 1);
    this.live = Boolean(flags & 2);
    const changed = writable !== this.writable;
    this.writable = writable;
    if (writable && this.trouble?.reason === REASON.NOT_WRITABLE) this.trouble = null;
    if (changed) this.dispatchEvent(new Event("state"));
    if (changed && writable && !quiet) this.send();
  }

  refused(number, reason) {
    for (const one of this.pending.values()) one.sent = false;
    this.trouble = { reason };
    if (reason === REASON.NOT_NOW) {
      clearTimeout(this.retrying);
      this.retrying = setTimeout(() => ((this.trouble = null), this.send()), this.socket.pause(this.tries++));
    } else this.dispatchEvent(new CustomEvent("refused", { detail: reason }));
  }

  // What is true.

  get truth() {
    if (this.clean) return "saved";
    if (this.gone || this.socket.over || (this.open && !this.writable)) return "failed";
    if (this.trouble) return this.trouble.reason === REASON.NOT_NOW ? "waiting" : "failed";
    if (this.socket.ended) return "waiting";
    if (this.open || this.socket.fresh) return "saving";
    return [...this.pending.values()].every((one) => one.kept) ? "offline" : "failed";
  }

  tell() {
    const { truth } = this;
    this.socket.report(this, truth === "failed" && !this.users ? "saved" : truth); // no page can do anything about a note that it does not show
    if (this.clean) this.dispatchEvent(new Event("clean"));
  }

  /** Resolves when the server has everything. */
  whenClean() {
    return this.clean ? Promise.resolve() : new Promise((done) => this.addEventListener("clean", done, { once: true }));
  }
}
