// <inline-edit>: a text and its form in one place. A click on the text, E on its row or a link to #edit-… opens it; Enter saves, Escape restores.

const open = (event) => {
  const link = event.target.closest?.("a[href^='#edit-']");
  const host = link && document.getElementById(link.hash.slice(1))?.closest("inline-edit");
  if (!host) return;
  event.preventDefault();
  host.begin();
};
document.addEventListener("click", open);
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => ctx.request.method !== "GET" && ctx.sourceElement.closest?.("inline-edit")?.close()); // a GET fetches more of the form

customElements.define(
  "inline-edit",
  class extends HTMLElement {
    connectedCallback() {
      if (this.ready) return;
      this.ready = true;
      this.addEventListener("click", (event) => {
        if (event.target.closest("[data-cancel]")) (event.preventDefault(), this.cancel());
        else if (event.target.closest(".inline-shown") && !event.target.closest("a") && getSelection().isCollapsed) this.begin();
      });
      this.addEventListener("keydown", (event) => this.key(event));
      if (this.hasAttribute("open")) this.hold();
    }

    get form() {
      return this.querySelector("form");
    }

    hold() {
      this.setAttribute("hx-morph-skip", "");
    }

    begin() {
      this.setAttribute("open", "");
      this.hold();
      const first = this.form.querySelector("input:not([type=hidden]), textarea");
      first.focus();
      first.setSelectionRange?.(first.value.length, first.value.length);
    }

    /** Before the answer is swapped in: from here on the server's words count. */
    close() {
      this.removeAttribute("open");
      this.removeAttribute("hx-morph-skip");
    }

    cancel() {
      this.form.reset();
      this.close();
      const row = this.closest("[data-row]") ?? this;
      row.tabIndex = -1;
      row.focus();
    }

    key(event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.cancel();
      }
      if (event.key === "Enter" && event.target.matches("textarea") && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    }
  },
);
