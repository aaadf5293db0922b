// <item-list>: order by dragging the grip, or by Alt and the arrows. Shown at once, sent by the item's own address, taken back if refused.

import htmx from "htmx.org";
import { announce, typing, word } from "../lib/announce.js";

const EDGE = 72; // px from the window's edge where dragging scrolls

customElements.define(
  "item-list",
  class extends HTMLElement {
    connectedCallback() {
      if (this.ready) return;
      this.ready = true;
      this.addEventListener("keydown", (event) => this.key(event));
      this.addEventListener("pointerdown", (event) => this.lift(event));
      this.addEventListener("pointermove", (event) => this.drag(event));
      this.addEventListener("pointerup", () => this.drop());
      this.addEventListener("pointercancel", () => this.restore());
    }

    get rows() {
      return [...this.querySelectorAll("[data-move-url]")];
    }

    key(event) {
      if (event.key === "Escape" && this.row) return this.restore();
      const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
      const row = event.target.closest("[data-move-url]");
      if (!event.altKey || !step || !row || typing()) return;
      event.preventDefault();
      const other = row[step];
      if (!other) return;
      const before = this.rows;
      if (event.key === "ArrowUp") row.after(other); // the neighbour moves, so the focus stays
      else row.before(other);
      this.send(row, before);
    }

    lift(event) {
      const row = event.target.closest(".grip") && event.button === 0 && event.target.closest("[data-move-url]");
      if (!row) return;
      this.row = row;
      this.before = this.rows;
      this.setAttribute("hx-morph-skip", "");
      row.classList.add("dragging");
      event.target.closest(".grip").setPointerCapture(event.pointerId);
    }

    drag(event) {
      if (!this.row) return;
      const over = this.rows.find((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return event.clientY >= top && event.clientY <= bottom;
      });
      if (event.clientY < EDGE) scrollBy(0, -12);
      if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
      if (!over || over === this.row) return;
      const { top, height } = over.getBoundingClientRect(), down = over.compareDocumentPosition(this.row) & Node.DOCUMENT_POSITION_PRECEDING;
      if (down && event.clientY > top + Math.max(0, height - this.row.offsetHeight)) this.row.before(...this.between(this.row, over));
      else if (!down && event.clientY < top + Math.min(height, this.row.offsetHeight)) this.row.after(...this.between(over, this.row));
      this.number();
    }

    /** Rows after `first` up to `last`, or from `first` to before `last`: whatever the dragged one passes. */
    between(first, last) {
      const rows = this.rows, [from, to] = [rows.indexOf(first), rows.indexOf(last)];
      return rows.slice(from, to + 1).filter((one) => one !== this.row);
    }

    drop() {
      if (!this.row) return;
      const { row, before } = this;
      this.settle();
      if (this.rows.some((one, index) => one !== before[index])) this.send(row, before);
    }

    restore() {
      if (this.before) this.put(this.before);
      this.settle();
    }

    settle() {
      this.row?.classList.remove("dragging");
      this.row = this.before = null;
      this.removeAttribute("hx-morph-skip");
    }

    put(rows) {
      rows.at(-1)?.parentElement.append(...rows);
      this.number();
    }

    number() {
      let next = 1;
      for (const row of this.rows) if (!row.hasAttribute("data-private")) row.querySelector(".no").textContent = next++;
    }

    async send(row, before) {
      this.number();
      const rows = this.rows, index = rows.indexOf(row), region = this.closest("[data-region]") ?? this;
      announce(word("moved", { title: row.dataset.title, n: index + 1, count: rows.length }));
      const failed = ({ detail }) => (detail.ctx.response?.status ?? 500) >= 400 && this.put(before);
      const source = row.querySelector(".grip");
      source.addEventListener("htmx:finally:request", failed, { once: true });
      await htmx.ajax("POST", row.dataset.moveUrl, { source, target: region, swap: "outerMorph", values: { before: rows[index + 1]?.dataset.id ?? "" } });
    }
  },
);
