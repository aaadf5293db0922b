// <undo-toast>: what just happened, for 10 seconds; it waits while the pointer or the focus is on it. Ctrl or Cmd and Z, outside fields, presses Undo.

import { announce, typing, word } from "../lib/announce.js";
import { refreshAll } from "../lib/requests.js";

const STAYS = 10_000;

customElements.define(
  "undo-toast",
  class extends HTMLElement {
    connectedCallback() {
      this.left = STAYS;
      this.control = new AbortController();
      const { signal } = this.control;
      for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.hold(), { signal });
      for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.go(), { signal });
      document.addEventListener("keydown", (event) => this.key(event), { signal });
      this.addEventListener("htmx:after:request", ({ detail }) => detail.ctx.response.status < 300 && this.undone(), { signal });
      announce(this.querySelector("p").textContent);
      this.go();
    }

    disconnectedCallback() {
      this.hold();
      this.control.abort();
    }

    hold() {
      if (this.timer) this.left -= Date.now() - this.started;
      clearTimeout(this.timer);
      this.timer = null;
    }

    go() {
      this.hold();
      if (this.matches(":hover, :focus-within")) return;
      this.started = Date.now();
      this.timer = setTimeout(() => this.remove(), Math.max(1000, this.left));
    }

    key(event) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || typing()) return;
      const undo = this.querySelector("button");
      if (!undo) return;
      event.preventDefault();
      undo.click();
    }

    undone() {
      announce(word("undone"));
      if (!document.querySelector("[data-region]")) return location.reload();
      refreshAll();
      queueMicrotask(() => this.remove());
    }
  },
);
