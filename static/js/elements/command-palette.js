// <command-palette>: Ctrl or Cmd and K, anywhere, also while one types; or a link to its page. What it does is a chunk of its own (palette.js), fetched
// once the page stands. Its list is fetched when the hand goes for it: Ctrl is down some time before K is, the pointer is on the link before it is pressed.

const FRESH = 60_000, SETTLED = 1000;

customElements.define(
  "command-palette",
  class extends HTMLElement {
    connectedCallback() {
      this.control = new AbortController();
      const { signal } = this.control;
      document.addEventListener("keydown", (event) => this.key(event), { signal });
      addEventListener("load", () => setTimeout(() => this.code(), SETTLED), { signal });
      for (const link of document.querySelectorAll("a[data-palette]")) {
        for (const name of ["pointerenter", "focus"]) link.addEventListener(name, () => this.fetch().catch(() => {}), { signal });
        link.addEventListener("click", (event) => this.asked(event), { signal });
      }
    }

    disconnectedCallback() {
      this.control.abort();
    }

    key(event) {
      if (event.key === "Control" || event.key === "Meta") return void this.fetch().catch(() => {});
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) this.asked(event);
    }

    code() {
      const chunk = (this.chunk ??= import("../palette.js"));
      chunk.catch(() => (this.chunk = null));
      return chunk;
    }

    /** Its code and its list; a list of a minute ago is fetched anew. Nothing of it is kept but here, in the page. */
    fetch() {
      if (Date.now() - (this.at ?? 0) > FRESH) {
        this.at = Date.now();
        this.list = this.ask("");
        this.list.catch(() => (this.at = 0));
      }
      return Promise.all([this.code(), this.list]);
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
        const all = this.fetch();
        (await this.code()).open(this);
        const [chunk, list] = await all;
        chunk.open(this, list);
      } catch {
        location.assign(this.dataset.src);
      }
    }
  },
);
