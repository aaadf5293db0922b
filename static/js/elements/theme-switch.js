// <theme-switch>: the form's button goes through system, light and dark; at once here, then on the person and in a cookie for the signed-out pages.

import { announce } from "../lib/announce.js";
import { send } from "../lib/send.js";

const NEXT = { system: "light", light: "dark", dark: "system" };

customElements.define(
  "theme-switch",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("submit", (event) => {
        event.preventDefault();
        this.choose(event.target, event.submitter ?? this.querySelector("button"));
      });
    }

    choose(form, button) {
      const body = new URLSearchParams(new FormData(form, button)), theme = button.value;
      if (theme === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      document.cookie = `theme=${theme}; path=/; max-age=${theme === "system" ? 0 : 31_536_000}; samesite=lax`;
      button.value = NEXT[theme];
      button.setAttribute("aria-label", button.dataset.label.replace("@", button.dataset[theme]));
      announce(button.dataset[theme]);
      send(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
    }
  },
);
