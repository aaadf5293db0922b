// <session-panel>: opens over the page when the session has ended. A good sign-in answers the new CSRF token; then everything that waits goes on.

import { announce, typing, word } from "../lib/announce.js";
import { renew } from "../lib/csrf.js";

const PART = { headers: { "HX-Request": "true" }, credentials: "same-origin" };

customElements.define(
  "session-panel",
  class extends HTMLElement {
    connectedCallback() {
      this.dialog = this.querySelector("dialog");
      document.addEventListener("session:ended", ({ detail }) => this.open(detail));
      this.dialog.addEventListener("submit", (event) => this.submit(event));
      this.dialog.addEventListener("cancel", (event) => event.preventDefault()); // what waits has nowhere else to go
    }

    /** Not in the middle of a word: the rest of it would go into the panel. */
    async pause() {
      let last = Date.now();
      const key = () => (last = Date.now());
      document.addEventListener("keydown", key, true);
      while (typing() && Date.now() - last < 1000) await new Promise((done) => setTimeout(done, 100));
      document.removeEventListener("keydown", key, true);
    }

    async open({ url, resolve }) {
      this.resolve = resolve;
      this.url = url;
      try {
        const html = await (await fetch(url, PART)).text();
        await this.pause();
        this.fill(html);
      } catch {
        setTimeout(() => this.open({ url, resolve }), 5000);
      }
    }

    fill(html) {
      this.dialog.innerHTML = html;
      if (!this.dialog.open) this.dialog.showModal();
      for (const first of ["[aria-invalid=true]", "[autofocus]", "input:not([type=hidden])"]) {
        const control = this.dialog.querySelector(first);
        if (control) return control.focus();
      }
    }

    async submit(event) {
      event.preventDefault();
      const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
      try {
        const response = await fetch(form.action || this.url, { ...PART, method: "POST", body });
        if (!response.headers.get("Content-Type")?.includes("json")) return this.fill(await response.text());
        const { csrf, person } = await response.json();
        if (person !== document.body.dataset.person) return location.reload(); // somebody else: what was typed is not theirs to send
        renew(csrf);
      } catch {
        return this.complain(form);
      }
      this.dialog.close();
      this.dialog.replaceChildren();
      announce(word("signedIn"));
      this.resolve();
    }

    complain(form) {
      form.querySelector(".request-error")?.remove();
      form.append(Object.assign(document.createElement("p"), { className: "error request-error", role: "alert", textContent: this.dialog.dataset.failed }));
    }
  },
);
