// The page's one status region. It is silent about "Saving" and "Saved" while somebody types, and loud about trouble.

import { typing } from "../lib/announce.js";
import { stuck } from "../lib/status.js";

customElements.define(
  "save-status",
  class extends HTMLElement {
    connectedCallback() {
      this.change = ({ detail }) => this.show(detail);
      this.warn = (event) => stuck() && event.preventDefault();
      document.addEventListener("save:status", this.change);
      addEventListener("beforeunload", this.warn);
    }

    disconnectedCallback() {
      document.removeEventListener("save:status", this.change);
      removeEventListener("beforeunload", this.warn);
    }

    show(state) {
      clearTimeout(this.timer);
      if (state === this.dataset.state) return;
      this.timer = setTimeout(() => {
        const calm = state === "saved" || state === "saving";
        this.setAttribute("aria-live", calm && typing() ? "off" : "polite");
        this.dataset.state = state;
        this.querySelector("span").textContent = this.dataset[state];
        this.toggleAttribute("data-busy", state !== "saved");
      }, state === "saving" ? 200 : 0);
    }
  },
);
