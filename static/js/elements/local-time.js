// <local-time><time datetime>: words like "in 12 minutes", kept true while the page is open. Further off than half a day the server's words stay.

const UNITS = [["hour", 3600], ["minute", 60]];

customElements.define(
  "local-time",
  class extends HTMLElement {
    connectedCallback() {
      this.format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
      this.tick();
      this.timer = setInterval(() => this.tick(), 20_000);
    }

    disconnectedCallback() {
      clearInterval(this.timer);
    }

    tick() {
      const time = this.querySelector("time"), seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
      if (Math.abs(seconds) > 43_200) return;
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length * (length === 3600 ? 1.5 : 1)) ?? ["second", Infinity];
      const text = this.format.format(unit === "second" ? 0 : Math.round(seconds / size), unit);
      time.textContent = this.hasAttribute("data-start") ? text.charAt(0).toUpperCase() + text.slice(1) : text;
    }
  },
);
