// <key-map>: single keys (ux.md 3.9). It knows none of them: controls say theirs in aria-keyshortcuts, links in data-go, rows in data-row.
// Never in a field, never with a dialog open, never when switched off (body data-keys), and a key inside a row acts on the row in hand only.

customElements.define(
  "key-map",
  class extends HTMLElement {
    connectedCallback() {
      this.control = new AbortController();
      document.addEventListener("keydown", (event) => this.key(event), { signal: this.control.signal });
    }

    disconnectedCallback() {
      this.control.abort();
    }

    key(event) {
      const { target, key } = event, field = target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (field) return key === "Escape" && !target.closest("dialog") && target.blur();
      if (document.querySelector("dialog[open]") || document.body.dataset.keys === "off" || key.length !== 1) return;
      if (this.act(key.toLowerCase())) event.preventDefault();
    }

    act(key) {
      const going = Date.now() - (this.going ?? 0) < 1500;
      this.going = key === "g" && !going ? Date.now() : 0;
      if (going) return this.press(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
      if (key === "?") return this.list();
      if (key === "j" || key === "k") return this.step(key === "j" ? 1 : -1);
      const row = this.row;
      if (key === "e") return row?.querySelector("inline-edit")?.begin();
      const named = [...document.querySelectorAll("[aria-keyshortcuts]")].filter((one) => one.getAttribute("aria-keyshortcuts").toLowerCase().split(" ").includes(key));
      return this.press(named.find((one) => row?.contains(one)) ?? named.find((one) => !one.closest("[data-row]") && one.checkVisibility()));
    }

    list() {
      const dialog = document.getElementById("keys"), kept = dialog?.querySelector("template");
      kept?.replaceWith(kept.content);
      dialog?.showModal();
      return true;
    }

    get row() {
      return document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row][aria-current=step]");
    }

    press(control) {
      if (!control || control.disabled) return false;
      if (control.matches("input, textarea, select, [contenteditable]")) control.focus();
      else control.click();
      return true;
    }

    step(by) {
      const rows = [...document.querySelectorAll("[data-row]")].filter((one) => one.checkVisibility());
      const at = rows.indexOf(this.row), next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
      if (!next) return false;
      next.tabIndex = -1;
      next.focus();
      return true;
    }
  },
);
