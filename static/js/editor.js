// The notes' editor, a chunk of its own, loaded after first paint and only where a note is written (elements/note-editor.js).

import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
import { canMakeActions } from "./notes/action.js";
import { linked } from "./notes/addresses.js";
import { keys } from "./notes/commands.js";
import { Mention, Mentions } from "./notes/mentions.js";
import { limit, paste } from "./notes/paste.js";
import { rules } from "./notes/rules.js";
import { schema } from "./notes/schema.js";
import { Socket } from "./notes/socket.js";
import { Heading, Task } from "./notes/views.js";
import { toolbar } from "./notes/toolbar.js";
import { REASON } from "./notes/wire.js";

const BLOCKS = new Set(["paragraph", "heading", "code_block", "list_item", "task_item"]); // undo takes none of them out from under the other's words
const SENTENCES = { [REASON.TOO_BIG]: "noteOver", [REASON.NOT_WRITABLE]: "noteUnsaved", [REASON.MALFORMED]: "noteRefused" };

let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(() => (pressed = false)), true);

/** Once the hand has let go: what goes from the page under a press takes the button that is pressed along. */
function released(work) {
  if (!pressed) return work();
  addEventListener("pointerup", () => setTimeout(work), { once: true });
}

let socket = null;
const socketOf = (page) => (socket ??= new Socket(page));

/** What earlier pages of this tab could not hand over. */
export const handOver = (page) => socketOf(page).handOver();

/** The editor of `element`, once the server has opened its room. `page`: what the page's scripts share (elements/note-editor.js). */
export async function open(element, page, id) {
  const room = socketOf(page).join(id);
  if (!room.synced) await new Promise((done) => room.addEventListener("opened", done, { once: true }));
  return new Note(element, room, page);
}

class Note {
  constructor(element, room, page) {
    const people = new Map(JSON.parse(document.getElementById("note-tools").dataset.names));
    Object.assign(this, { element, room, page, people, id: element.dataset.text, aria: {} });
    this.makesActions = canMakeActions() && !element.hasAttribute("data-silent");
    this.box = Object.assign(document.createElement("div"), { className: "note-box" });
    this.words = Object.assign(document.createElement("p"), { className: "error", hidden: true });
    this.mentions = new Mentions(this);
    this.mount();
    this.listen();
    this.box.append(this.words, this.mentions.list);
    element.prepend(this.box);
  }

  mount() {
    const note = this, { element } = this;
    const full = () => this.complain("noteFull");
    const plugins = [
      ySyncPlugin(this.room.doc.getXmlFragment("note")),
      yUndoPlugin({ protectedNodes: BLOCKS }),
      this.mentions.plugin,
      linked(),
      rules(),
      keymap({ ...keys, "Alt-F10": () => (toolbar().focus(), true) }),
      paste(full),
      limit(full),
    ];
    this.view = new EditorView(this.box, {
      state: EditorState.create({ schema, plugins }),
      attributes: (state) => this.attributes(state),
      editable: () => this.room.writable && !this.room.gone,
      nodeViews: { heading: (one) => new Heading(one, element.dataset.level), task_item: (...all) => new Task(...all), mention: (node) => new Mention(node, this.people) },
      handleDOMEvents: { click: (_view, event) => this.follow(event) },
      dispatchTransaction(tr) {
        note.apply(this, tr); // the first come before the view is there
      },
    });
  }

  attributes(state) {
    const { label, placeholder, key } = this.element.dataset, empty = state.doc.childCount === 1 && state.doc.firstChild.isTextblock && !state.doc.content.firstChild.content.size;
    const own = { id: this.id, class: "input note-text", role: "textbox", tabindex: "0", "aria-multiline": "true", "aria-label": label };
    if (placeholder && empty && state.doc.firstChild.type === schema.nodes.paragraph) Object.assign(own, { "data-placeholder": placeholder });
    if (placeholder) own["aria-placeholder"] = placeholder;
    if (key) own["aria-keyshortcuts"] = key;
    if (!this.room.writable) own["aria-readonly"] = "true";
    return { ...own, ...this.aria };
  }

  /** More about the textbox, for the ear: the list of names that is open. */
  say(aria) {
    if (JSON.stringify(aria) === JSON.stringify(this.aria)) return;
    this.aria = aria;
    this.view.setProps({});
  }

  apply(view, tr) {
    const before = view.state;
    view.updateState(before.apply(tr));
    if (toolbar().note === this) toolbar().show();
    if (tr.getMeta(ySyncPluginKey) || before.doc.eq(view.state.doc)) return;
    this.complain();
    this.writing(this.element.dataset.field);
  }

  writing(field) {
    if (!this.element.hasAttribute("data-silent")) this.element.dispatchEvent(new CustomEvent("writing", { bubbles: true, detail: field }));
  }

  listen() {
    this.control = new AbortController();
    const { signal } = this.control;
    this.box.addEventListener("focusin", () => this.room.writable && toolbar().serve(this), { signal });
    this.box.addEventListener("focusout", ({ relatedTarget }) => this.box.contains(relatedTarget) || this.left(), { signal });
    this.room.addEventListener("state", () => this.turned(), { signal });
    this.room.addEventListener("refused", ({ detail }) => this.complain(SENTENCES[detail] ?? "noteRefused"), { signal });
    this.turned();
  }

  left() {
    released(() => this.box.contains(document.activeElement) || toolbar().leave(this));
    this.mentions.close();
    this.writing("");
  }

  /** The record was locked, the pair has ended, or the note is not there any more; or it may be written again. */
  turned() {
    const { writable, gone } = this.room;
    if (!writable || gone) toolbar().leave(this);
    this.complain(gone ? "gone" : writable ? "" : this.room.clean ? "noteClosed" : "noteUnsaved");
    this.view.setProps({});
  }

  complain(name = "") {
    const sentence = name && this.page.word(name);
    if (this.words.textContent === sentence) return;
    this.words.hidden = !sentence;
    this.words.textContent = sentence;
    if (sentence) this.page.announce(sentence);
  }

  /** A link is followed with Ctrl, or where nothing is written; else a click puts the caret there. */
  follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link) return false;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || !this.view.editable) globalThis.open(link.href, "_blank", "noopener");
    return true;
  }

  close() {
    this.control.abort();
    toolbar().leave(this);
    this.view.destroy();
    this.box.remove();
    socket.part(this.room);
  }
}
