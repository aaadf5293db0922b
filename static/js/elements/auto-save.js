// <auto-save data-field data-silent>: one text that saves itself 600 ms after the last key, at least every 5 s, on blur and on leaving.
// A typed or focused text is never morphed (hx-morph-skip on this element, with its version); two texts over one version are both kept by the server.

import { announce, word } from "../lib/announce.js";
import * as drafts from "../lib/drafts.js";
import { pause, send } from "../lib/send.js";
import { report } from "../lib/status.js";
import htmx from "htmx.org";

// Names this page among all that hold a text: what it typed on an older version is set aside once, and grows there.
const TAB = Math.random().toString(36).slice(2);

customElements.define(
  "auto-save",
  class extends HTMLElement {
    connectedCallback() {
      if (this.form) return;
      this.form = this.querySelector("form");
      this.field = drafts.nameOf(this.text);
      this.saved = this.text.value;
      this.tries = 0;
      this.addEventListener("input", () => this.typed());
      this.addEventListener("focusin", () => this.hold());
      this.addEventListener("focusout", () => this.left());
      this.form.addEventListener("submit", (event) => (event.preventDefault(), this.save()));
      this.leave = () => this.text.value !== this.saved && this.save({ keepalive: true });
      this.online = () => this.text.value !== this.saved && this.save();
      this.swapped = ({ target }) => target.contains?.(this) && this.refreshed();
      this.decide = ({ detail }) => this.conflict && detail.ctx.sourceElement.matches?.("[data-conflict]") && this.release();
      addEventListener("pagehide", this.leave);
      addEventListener("online", this.online);
      document.addEventListener("htmx:after:settle", this.swapped);
      document.addEventListener("htmx:before:swap", this.decide);
      this.restore();
    }

    get text() {
      return this.form.querySelector("textarea");
    }

    get version() {
      return this.form.elements.version;
    }

    disconnectedCallback() {
      setTimeout(() => {
        if (this.isConnected) return; // only moved
        removeEventListener("pagehide", this.leave);
        removeEventListener("online", this.online);
        document.removeEventListener("htmx:after:settle", this.swapped);
        document.removeEventListener("htmx:before:swap", this.decide);
        report(this, "saved");
      });
    }

    restore() {
      const kept = drafts.find(this.field);
      if (!kept || kept.text === this.saved) return drafts.drop(this.field);
      this.text.value = kept.text;
      this.version.value = kept.version;
      announce(word("restored"));
      this.typed();
    }

    hold() {
      this.setAttribute("hx-morph-skip", "");
    }

    typed() {
      this.hold();
      this.since ??= Date.now();
      drafts.keep(this.field, this.version.value, this.text.value);
      report(this, "saving");
      if (!this.hasAttribute("data-silent")) this.dispatchEvent(new CustomEvent("writing", { bubbles: true, detail: this.dataset.field }));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(600, this.since + 5000 - Date.now())));
    }

    left() {
      if (!this.hasAttribute("data-silent")) this.dispatchEvent(new CustomEvent("writing", { bubbles: true, detail: "" }));
      if (this.text.value !== this.saved) this.save();
      else setTimeout(() => this.loosen());
    }

    /** Clean and not in hand: live updates may change it again. */
    loosen() {
      if (this.conflict || this.text.value !== this.saved || this.contains(document.activeElement)) return;
      this.removeAttribute("hx-morph-skip");
      if (this.stale) this.fetchRegion();
    }

    refreshed() {
      if (this.conflict && !this.closest("[data-region]")?.querySelector("[data-conflict]")) {
        this.release(); // the other of the two has decided
        this.fetchRegion();
      } else if (this.hasAttribute("hx-morph-skip")) this.stale = true;
      else {
        if (this.released) this.text.value = this.text.defaultValue;
        this.released = false;
        this.saved = this.text.value;
      }
    }

    release() {
      this.conflict = false;
      this.released = true;
      this.text.blur();
      this.removeAttribute("hx-morph-skip");
      clearTimeout(this.timer);
      drafts.drop(this.field);
      report(this, "saved");
    }

    fetchRegion() {
      this.stale = false;
      const region = this.closest("[data-region]");
      if (region) htmx.ajax("GET", region.getAttribute("hx-get"), { source: region, target: region, swap: "outerMorph" });
    }

    async save({ keepalive = false } = {}) {
      clearTimeout(this.timer);
      if (this.busy && !keepalive) return (this.again = true);
      const text = this.text.value;
      const body = new URLSearchParams(new FormData(this.form));
      body.set("tab", TAB);
      this.busy = true;
      this.again = false;
      this.since = null;
      report(this, "saving");
      try {
        const response = await send(this.form.action, { method: "POST", body, keepalive, headers: { "X-Autosave": "1" } }, { wait: false });
        await this.answered(response, text);
      } catch {
        this.later("offline");
      }
      this.busy = false;
      if (this.again) this.save();
    }

    async answered(response, text) {
      if (response.status >= 500 || response.status === 429) return this.later("waiting");
      const answer = await response.json().catch(() => ({}));
      this.complain(response.ok || response.status === 409 ? "" : (answer.error ?? word(response.status === 404 ? "gone" : "forbidden")));
      if (!response.ok && response.status !== 409) return report(this, "failed");
      this.tries = 0;
      this.saved = this.text.defaultValue = text;
      if (response.ok) this.version.value = answer.version;
      if (this.text.value === text) {
        drafts.drop(this.field);
        report(this, "saved");
      } else {
        drafts.drop(this.field);
        this.typed();
      }
      if (response.status === 409) {
        this.conflict = true;
        this.fetchRegion();
      } else this.loosen();
    }

    later(state) {
      report(this, state);
      this.timer = setTimeout(() => this.save(), pause(this.tries++));
    }

    complain(sentence) {
      let line = this.querySelector(".autosave-error");
      if (!line && sentence) {
        line = Object.assign(document.createElement("p"), { className: "error autosave-error" });
        this.form.append(line);
      }
      if (line) line.textContent = sentence;
      this.text.toggleAttribute("aria-invalid", Boolean(sentence));
      if (sentence) announce(sentence);
    }
  },
);
