// <inline-edit>: a text that is edited in its place. A click on it, E on its row or a link with data-edit fetches its form; Enter saves, Escape gives the text back.

const first = (host) => host.querySelector("input:not([type=hidden]), textarea");

document.addEventListener("click", (event) => {
  const host = event.target.closest?.("[data-edit]")?.closest("[data-row]")?.querySelector("inline-edit");
  if (host) (event.preventDefault(), host.begin());
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => ctx.sourceElement.matches?.("inline-edit > form") && ctx.sourceElement.parentElement.close()); // from here on the server's words count
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.from?.matches("inline-edit")) ctx.from.opened();
  for (const host of document.querySelectorAll("inline-edit[open]")) host.setAttribute("hx-morph-skip", ""); // what is typed, or was refused, is left alone by live updates
});

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
    }

    close() {
      this.removeAttribute("open");
      this.removeAttribute("hx-morph-skip");
    }

    begin() {
      if (this.querySelector("form")) first(this).focus();
      else this.dispatchEvent(new Event("edit"));
      return true;
    }

    opened() {
      for (const more of [...this.querySelectorAll("form")].slice(1)) more.remove(); // pressed twice
      this.setAttribute("open", "");
      first(this).focus();
      first(this).setSelectionRange?.(first(this).value.length, first(this).value.length);
    }

    cancel() {
      this.querySelector("form").remove();
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
      if (event.key === "Enter" && event.target.matches("textarea") && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
    }
  },
);
