// <note-editor>: a note that is read, and a form that adds to it; where both write, the editor takes their place once its chunk is there and its
// room is open (editor.js). Without either the form stays, and so does what is read. A live update never morphs a note that is open.

import { announce, word } from "../lib/announce.js";
import { send } from "../lib/send.js";
import { signIn } from "../lib/session.js";
import { report } from "../lib/status.js";

const LATE = 4000; // ms, then the form is offered

const page = { announce, word, signIn, report };
/** The chunk comes after the page was seen. A page in a tab behind is not painted: it waits for its load alone. */
const painted = new Promise((done) => {
  const seen = new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && done());
  if (!document.hidden) seen.observe({ type: "paint", buffered: true });
  const soon = () => setTimeout(done, document.hidden ? 50 : 2000);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon);
});

let chunk = null;

function editor() {
  chunk ??= import("../editor.js");
  chunk.catch(() => (chunk = null));
  return chunk;
}

/** What an earlier page of this tab could not hand over is handed over, on whatever page one is. */
export async function watchNotes() {
  await painted;
  const waits = (store) => Object.keys(store).some((key) => key.startsWith(`draft:${document.body.dataset.person}:note:`));
  try {
    if (waits(sessionStorage)) (await editor()).handOver(page);
  } catch {
    // no storage, or no network: it stays where it is
  }
}

customElements.define(
  "note-editor",
  class extends HTMLElement {
    connectedCallback() {
      if (this.begun) return;
      this.begun = true;
      this.late = setTimeout(() => this.setAttribute("data-plain", ""), LATE);
      this.start().catch(() => this.setAttribute("data-plain", ""));
    }

    async start() {
      await painted;
      const [{ open }, room] = await Promise.all([editor(), this.room()]);
      if (!this.isConnected) return;
      this.note = await open(this, page, room);
      clearTimeout(this.late);
      this.removeAttribute("data-plain");
      this.setAttribute("data-open", "");
      this.setAttribute("hx-morph-skip", "");
      if (!this.isConnected) this.disconnectedCallback();
      else if (location.hash === `#${this.dataset.text}` && document.activeElement === document.body) this.note.view.focus();
    }

    /** The note's name; one that nobody has written in gets it now. */
    async room() {
      if (this.dataset.room) return this.dataset.room;
      const answer = await send(this.dataset.roomUrl, { method: "POST", headers: { "HX-Request": "true" } }, { wait: true });
      if (!answer.ok) throw new Error(answer.status);
      return (await answer.json()).room;
    }

    disconnectedCallback() {
      setTimeout(() => {
        if (this.isConnected || !this.note) return; // only moved
        this.note.close();
        this.note = null;
      });
    }
  },
);
