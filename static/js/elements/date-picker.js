// <date-picker>: arrows go through the days of the grid; once a day's times are there, the focus goes to the first of them.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

customElements.define(
  "date-picker",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("keydown", (event) => {
        const days = [...this.querySelectorAll(".days a")], here = days.indexOf(event.target);
        if (here < 0 || !(event.key in STEPS)) return;
        event.preventDefault();
        days[here + STEPS[event.key]]?.focus();
      });
      this.addEventListener("click", (event) => {
        if (!event.target.closest(".days a")) return;
        const seen = new MutationObserver(() => {
          const first = this.querySelector(".times button");
          if (!first) return;
          seen.disconnect();
          first.focus();
        });
        seen.observe(this, { childList: true, subtree: true });
      });
    }
  },
);
