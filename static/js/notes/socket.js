// The page's one socket, for all its notes. It comes back by itself: at once with a little jitter when the server says that it restarts, else later
// and later; it asks for a new sign-in when the session is over; it rests when nobody has looked at the page for a minute and all is saved.

import { rooms } from "./kept.js";
import { Room } from "./room.js";
import { CODE, NOWHERE, SENT, frame, read } from "./wire.js";

const BEAT = 15_000, DEAF = 40_000, FRESH = 2000, LONGEST = 30_000, UNSEEN = 60_000;

export class Socket {
  /** `page`: what the page's other scripts share: report, signIn. */
  constructor({ report, signIn }) {
    Object.assign(this, { report, signIn, rooms: new Map(), tries: 0, fresh: true });
    const now = () => this.wanted && !this.wire && !this.ended && this.connect();
    addEventListener("online", () => ((this.tries = 0), now()));
    addEventListener("offline", () => this.hangUp());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => persisted && now());
    document.addEventListener("visibilitychange", () => this.seen(now));
  }

  get wanted() {
    return this.rooms.size > 0 && !this.over;
  }

  /** The note of that id, for one more who shows it. */
  join(id) {
    let room = this.rooms.get(id);
    if (!room) this.rooms.set(id, (room = new Room(id, this)));
    room.users++;
    if (!room.open && this.up) room.ask();
    else if (!this.wire && !this.waiting) this.connect();
    room.tell();
    return room;
  }

  /** One less shows it. What it has not handed over it hands over first. */
  async part(room) {
    room.users--;
    room.flush();
    await room.whenClean();
    if (room.users || this.rooms.get(room.id) !== room) return;
    this.rooms.delete(room.id);
    this.send(room.id, SENT.CLOSE);
    if (!this.rooms.size) this.hangUp();
  }

  /** What earlier pages of this tab could not hand over, of notes that this page does not show. */
  handOver() {
    for (const id of rooms()) if (!this.rooms.has(id)) this.part(this.join(id));
  }

  connect() {
    clearTimeout(this.waiting);
    this.waiting = null;
    const scheme = location.protocol === "https:" ? "wss" : "ws", wire = new WebSocket(`${scheme}://${location.host}/live/notes/`);
    wire.binaryType = "arraybuffer";
    this.wire = wire;
    this.ageing ??= setTimeout(() => this.age(), FRESH);
    wire.onopen = () => this.opened();
    wire.onmessage = ({ data }) => this.hear(data);
    wire.onclose = ({ code }) => wire === this.wire && this.closed(code);
  }

  opened() {
    this.up = true;
    this.heard = Date.now();
    clearInterval(this.beating);
    this.beating = setInterval(() => (Date.now() - this.heard > DEAF ? this.hangUp() : this.send(NOWHERE, SENT.PING)), BEAT);
    for (const room of this.rooms.values()) room.ask();
  }

  send(room, kind, payload) {
    if (this.wire?.readyState !== 1) return false;
    this.wire.send(frame(room, kind, payload));
    return true;
  }

  hear(data) {
    this.heard = Date.now();
    const said = read(data), room = this.rooms.get(said.room);
    if (!room) return;
    this.tries = 0;
    room.hear(said);
  }

  // Gone, and back.

  /** As if the network had cut it: what answers now is not waited for. */
  hangUp() {
    if (!this.wire) return;
    const { wire } = this;
    wire.onclose = null;
    wire.close();
    this.closed(0);
  }

  async closed(code) {
    clearInterval(this.beating);
    this.over = code === CODE.ACCESS;
    if (this.up) {
      this.fresh = navigator.onLine;
      clearTimeout(this.ageing);
      this.ageing = setTimeout(() => this.age(), FRESH);
    }
    this.wire = null;
    this.up = false;
    for (const room of this.rooms.values()) room.cut();
    if (!this.wanted || this.left) return;
    if (code === CODE.SESSION) {
      this.ended = true;
      for (const room of this.rooms.values()) room.tell();
      await this.signIn();
      this.ended = false;
      this.tries = 0;
      return this.connect();
    }
    if (code === CODE.TOO_MANY) this.tries = Math.max(this.tries, 4);
    const wait = code === CODE.RESTART ? 200 + Math.random() * 1800 : this.pause(this.tries++);
    this.waiting = setTimeout(() => this.connect(), wait);
  }

  /** Full jitter: two pages that were cut together do not come back together. */
  pause(tries) {
    return Math.max(200, Math.random() * Math.min(LONGEST, 1000 * 2 ** tries));
  }

  /** A cut of a moment is not worth a word; one that lasts is. */
  age() {
    this.fresh = false;
    for (const room of this.rooms.values()) room.tell();
  }

  leave() {
    for (const room of this.rooms.values()) room.leave();
    this.left = true;
    this.hangUp();
    this.left = false;
  }

  seen(now) {
    clearTimeout(this.hiding);
    if (!document.hidden) return now();
    const rest = () => ([...this.rooms.values()].every((room) => room.clean) ? this.leave() : (this.hiding = setTimeout(rest, UNSEEN)));
    this.hiding = setTimeout(rest, UNSEEN);
  }
}
