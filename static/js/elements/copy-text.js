// <copy-text>: a field to copy from. Without this file it is selected by hand; the button shows where the browser lets a page copy (https and loopback).

import { announce } from "../lib/announce.js";

customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      const field = this.querySelector("input"), button = this.querySelector("button");
      field.addEventListener("focus", () => field.select());
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(field.value);
        announce(this.dataset.copied);
        button.lastChild.textContent = this.dataset.copied;
      });
    }
  },
);
