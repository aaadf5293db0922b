// <live-page src="/live/pairs/<id>/" me="<person id>">: one stream while the page is seen. It rings (live:<noun> on the body), regions fetch themselves.

import { announce, typing, word } from "../lib/announce.js";
import { refreshAll } from "../lib/requests.js";
import { pause, send } from "../lib/send.js";
import { signIn } from "../lib/session.js";

const JUST = 1500; // ms in which my own change, heard back, is not news

customElements.define(
  "live-page",
  class extends HTMLElement {
    connectedCallback() {
      this.failures = this.running = 0;
      this.nouns = new Set();
      this.said = { here: [], writing: {} };
      this.control = new AbortController();
      const { signal } = this.control;
      const ended = () => ((this.running = Math.max(0, this.running - 1)), (this.finished = Date.now()));
      document.addEventListener("htmx:before:request", () => this.running++, { signal });
      document.addEventListener("htmx:finally:request", ended, { signal });
      document.addEventListener("save:status", () => (this.finished = Date.now()), { signal });
      document.addEventListener("visibilitychange", () => this.seen(), { signal });
      addEventListener("online", () => this.retry(), { signal });
      addEventListener("pagehide", () => this.close(), { signal });
      addEventListener("pageshow", (event) => event.persisted && this.seen(), { signal });
      document.addEventListener("htmx:after:swap", () => this.present(this.said), { signal }); // what came anew does not know who is here
      this.addEventListener("writing", ({ detail }) => this.write(detail), { signal });
      this.open();
    }

    disconnectedCallback() {
      this.control.abort();
      this.close();
    }

    open() {
      if (this.stream || this.over) return;
      this.stream = new EventSource(this.getAttribute("src"));
      this.stream.onopen = () => {
        if (this.failures || this.away) refreshAll();
        this.failures = this.away = 0;
        clearInterval(this.polling);
        this.polling = null;
      };
      this.stream.onerror = () => this.fail();
      this.stream.addEventListener("activity", ({ data }) => this.heard(JSON.parse(data)));
      this.stream.addEventListener("presence", ({ data }) => this.present(JSON.parse(data)));
      this.stream.addEventListener("state", ({ data }) => this.state(JSON.parse(data)));
      this.stream.addEventListener("bye", ({ data }) => this.bye(JSON.parse(data)));
    }

    close() {
      this.stream?.close();
      this.stream = null;
      clearTimeout(this.retrying);
      clearTimeout(this.hiding);
      clearInterval(this.polling);
      this.polling = null;
    }

    seen() {
      clearTimeout(this.hiding);
      if (document.hidden) this.hiding = setTimeout(() => (this.close(), (this.away = 1)), 60_000);
      else this.open();
    }

    retry() {
      clearTimeout(this.retrying);
      if (!this.stream) this.open();
    }

    fail() {
      this.stream?.close();
      this.stream = null;
      this.present({ here: [], writing: {} });
      this.retrying = setTimeout(() => this.open(), pause(this.failures++));
      if (this.failures >= 3) this.polling ??= setInterval(refreshAll, 15_000);
    }

    heard({ kind, by }) {
      const mine = by === this.getAttribute("me");
      if (mine && (this.running || Date.now() - (this.finished ?? 0) < JUST)) return;
      this.nouns.add(kind.split(".")[0]);
      clearTimeout(this.ringing);
      this.ringing = setTimeout(() => {
        for (const noun of this.nouns) document.body.dispatchEvent(new CustomEvent(`live:${noun}`));
        if (this.nouns.has("agenda_item") && !mine && !typing()) announce(word("changed"));
        this.nouns.clear();
      }, 100);
    }

    present(said) {
      const { here, writing } = (this.said = said);
      const me = this.getAttribute("me");
      const fields = Object.entries(writing).filter(([person]) => person !== me).map(([, field]) => field);
      for (const one of document.querySelectorAll("[data-here]")) one.hidden = !here.includes(one.dataset.here);
      for (const one of document.querySelectorAll("[data-writing]")) one.hidden = !fields.includes(one.dataset.writing);
    }

    // Not live: the server itself hears nothing for a while. The stream stays, and the page asks for itself.
    state({ live }) {
      if (!live) return void (this.polling ??= setInterval(refreshAll, 15_000));
      if (!this.polling) return;
      clearInterval(this.polling);
      this.polling = null;
      refreshAll();
    }

    async bye({ why }) {
      this.over = why !== "session";
      this.close();
      if (this.over) return location.reload();
      await signIn();
      this.away = 1;
      this.open();
    }

    write(field) {
      clearTimeout(this.quiet);
      if (field) this.quiet = setTimeout(() => this.write(""), 4000);
      if (field === this.wrote && Date.now() - this.wroteAt < 2000) return;
      if (!field && !this.wrote) return;
      this.wrote = field;
      this.wroteAt = Date.now();
      send(`${this.getAttribute("src")}writing`, { method: "POST", body: new URLSearchParams({ field }) }, { wait: false }).catch(() => {});
    }
  },
);
