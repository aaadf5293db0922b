// <command-palette>: Ctrl or Cmd and K, anywhere, also while one types; or a link to its page. What it does is a chunk of its own (palette.js),
// which is fetched with its list when the hand goes for it: Ctrl is down some time before K is, the pointer is on the link before it is pressed.

const FRESH = 60_000;

customElements.define(
  "command-palette",
  class extends HTMLElement {
    connectedCallback() {
      this.control = new AbortController();
      const { signal } = this.control;
      document.addEventListener("keydown", (event) => this.key(event), { signal });
      for (const link of document.querySelectorAll("a[data-palette]")) {
        for (const name of ["pointerenter", "focus"]) link.addEventListener(name, () => this.fetch(), { signal });
        link.addEventListener("click", (event) => this.asked(event), { signal });
      }
    }

    disconnectedCallback() {
      this.control.abort();
    }

    key(event) {
      if (event.key === "Control" || event.key === "Meta") return void this.fetch();
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) this.asked(event);
    }

    /** Its code and its list; a list of a minute ago is fetched anew. Nothing of it is kept but here, in the page. */
    fetch() {
      this.chunk ??= import("../palette.js");
      if (Date.now() - (this.at ?? 0) > FRESH) {
        this.at = Date.now();
        this.list = this.ask("");
        this.list.catch(() => (this.at = 0));
      }
      this.chunk.catch(() => (this.chunk = null));
      return Promise.all([this.chunk, this.list]);
    }

    async ask(query, signal) {
      const answer = await fetch(this.dataset.src + query, { headers: { "HX-Request": "true" }, credentials: "same-origin", signal });
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }

    /** A click with Ctrl still opens its page beside this one; without network or session there is only that page. */
    async asked(event) {
      if (event.type === "click" && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      if (document.querySelector("dialog[open]")) return;
      this.querySelector("input").value = "";
      this.querySelector("dialog").showModal();
      try {
        const [chunk, list] = await this.fetch();
        chunk.list(this, list);
      } catch {
        location.assign(this.dataset.src);
      }
    }
  },
);
