// "@" names one of the two. What is typed after it narrows the choice; arrows choose, Enter takes, Escape leaves it a plain "@". Tab leaves the note, as always.

import { Plugin, PluginKey } from "prosemirror-state";
import { schema } from "./schema.js";

const TYPED = /(?:^|[\s(])@([\p{L}\p{M}'’-]{0,30})$/u;
const key = new PluginKey("mentions");

/** "@Tom" and what the list of names is asked about, or null. */
function asked({ selection }) {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.spec.code) return null;
  const match = TYPED.exec($from.parent.textBetween(Math.max(0, $from.parentOffset - 40), $from.parentOffset, null, "\ufffc"));
  return match && { typed: match[1].toLowerCase(), from: $from.pos - match[1].length - 1, to: $from.pos };
}

/** The name where it stands; it is read from the page, so that only an id is in the document. */
export class Mention {
  constructor(node, people) {
    this.dom = Object.assign(document.createElement("span"), { className: "mention", textContent: `@${people.get(node.attrs.person) ?? "…"}` });
    this.dom.dataset.person = node.attrs.person;
    this.dom.contentEditable = "false";
  }

  ignoreMutation() {
    return true;
  }
}

export class Mentions {
  constructor(note) {
    this.note = note;
    this.people = note.people;
    this.list = Object.assign(document.createElement("ul"), { className: "note-people", role: "listbox", id: `${note.id}-people`, hidden: true, ariaLabel: document.getElementById("note-tools").dataset.people });
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...this.list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.take(at);
    });
  }

  get plugin() {
    return new Plugin({
      key,
      props: { handleKeyDown: (_view, event) => this.key(event) },
      view: () => ({ update: (view) => this.look(view.state) }),
    });
  }

  /** The button: an "@" where the caret is, which asks. */
  ask() {
    const { view } = this.note, { $from } = view.state.selection;
    const before = $from.parentOffset && !/\s$/.test($from.parent.textBetween($from.parentOffset - 1, $from.parentOffset, null, "\ufffc")) ? " @" : "@";
    view.focus();
    view.dispatch(view.state.tr.insertText(before));
  }

  look(state) {
    const found = this.note.view?.hasFocus() ? asked(state) : null;
    if (!found) this.left = null;
    this.found = found && found.from !== this.left ? found : null;
    this.shown = this.found ? [...this.people].filter(([, name]) => name.toLowerCase().startsWith(this.found.typed)) : [];
    if (!this.shown.length) return this.close();
    this.at = Math.min(this.list.hidden ? 0 : this.at, this.shown.length - 1);
    this.draw();
  }

  draw() {
    this.list.hidden = false;
    this.list.replaceChildren(
      ...this.shown.map(([, name], at) => Object.assign(document.createElement("li"), { role: "option", id: `${this.list.id}-${at}`, ariaSelected: String(at === this.at), textContent: name })),
    );
    this.note.say({ "aria-controls": this.list.id, "aria-activedescendant": `${this.list.id}-${this.at}` });
  }

  close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.note.say({});
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter") this.take(this.at);
    else if (event.key === "Escape") {
      this.left = this.found.from;
      event.stopPropagation();
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }

  take(at) {
    const { view } = this.note, { from, to } = this.found, [person] = this.shown[at];
    this.close();
    view.dispatch(view.state.tr.replaceWith(from, to, [schema.nodes.mention.create({ person }), schema.text(" ")]).scrollIntoView());
  }
}
