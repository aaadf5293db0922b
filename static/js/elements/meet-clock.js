// <meet-clock data-ends data-now data-minutes>: time left of the planned; at 5 minutes it says so once; past the end it counts up quietly.
// Also counts every [data-since] of the page ("4:12 on this").

import { announce } from "../lib/announce.js";

const words = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600), two = (n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
};

customElements.define(
  "meet-clock",
  class extends HTMLElement {
    connectedCallback() {
      this.skew = Date.now() - Date.parse(this.dataset.now); // the server's clock counts
      this.tick();
      this.timer = setInterval(() => this.tick(), 1000);
    }

    disconnectedCallback() {
      clearInterval(this.timer);
    }

    tick() {
      const now = Date.now() - this.skew, left = (Date.parse(this.dataset.ends) - now) / 1000, planned = this.dataset.minutes * 60;
      const near = left > 0 && left <= 300;
      this.querySelector("b").textContent = words(Math.abs(left));
      this.querySelector(".soft").textContent = near ? this.dataset.nearText : left > 0 ? this.dataset.leftText : this.dataset.overText;
      this.querySelector("progress").value = Math.max(0, planned - left);
      if (near && !this.hasAttribute("data-near") && !this.said) announce((this.said = this.dataset.nearText));
      this.toggleAttribute("data-near", near);
      for (const one of document.querySelectorAll("[data-since]")) {
        const place = one;
        place.textContent = words((now - Date.parse(place.dataset.since)) / 1000);
      }
    }
  },
);
