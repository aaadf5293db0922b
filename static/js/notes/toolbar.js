// The toolbar: one for all notes of the page, under the note that is being written in. One stop of Tab; arrows go along it, Alt and F10 leads to it
// and Escape back. What it says comes from the page (templates/components/note_tools.html).

import { active, commands } from "./commands.js";
import { actionFrom } from "./action.js";
import { safe, schema } from "./schema.js";

const { link } = schema.marks;
let shared = null;

export const toolbar = () => (shared ??= new Toolbar(document.getElementById("note-tools").content.firstElementChild.cloneNode(true)));

class Toolbar {
  constructor(dom) {
    this.dom = dom;
    this.bar = dom.querySelector("[role=toolbar]");
    this.buttons = [...this.bar.querySelectorAll("button")];
    this.form = dom.querySelector("form");
    dom.addEventListener("mousedown", (event) => event.target.matches("input") || event.preventDefault()); // the caret stays where it is
    this.bar.addEventListener("click", ({ target }) => this.press(target.closest("button")));
    this.bar.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.linked(event.submitter?.value)));
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), event.preventDefault(), this.back()));
    this.stop(this.buttons[0]);
  }

  /** Under this note from now on. */
  serve(note) {
    if (this.note === note) return;
    this.note = note;
    this.form.hidden = true;
    this.bar.setAttribute("aria-controls", note.view.dom.id);
    for (const button of this.buttons) if (button.dataset.do === "action") button.hidden = !note.makesActions;
    note.box.append(this.dom);
    this.dom.hidden = false;
    this.show();
  }

  leave(note) {
    if (this.note !== note) return;
    this.note = null;
    this.dom.remove();
  }

  show() {
    const { state } = this.note.view;
    for (const button of this.buttons) {
      const is = active[button.dataset.do];
      if (is) button.setAttribute("aria-pressed", String(is(state)));
    }
  }

  stop(button) {
    for (const one of this.buttons) one.tabIndex = one === button ? 0 : -1;
  }

  focus() {
    this.buttons.find((one) => one.tabIndex === 0).focus();
  }

  back() {
    this.form.hidden = true;
    this.note.view.focus();
  }

  key(event) {
    const seen = this.buttons.filter((one) => !one.hidden), at = seen.indexOf(document.activeElement), last = seen.length - 1;
    const rtl = getComputedStyle(this.bar).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.back();
    else if (to === undefined) return;
    else {
      const next = seen[(to + seen.length) % seen.length];
      this.stop(next);
      next.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  press(button) {
    if (!button || !this.note.view.editable) return;
    const { view } = this.note, name = button.dataset.do;
    this.stop(button);
    if (name === "link") return this.ask();
    if (name === "mention") return this.note.mentions.ask();
    if (name === "action") return actionFrom(this.note);
    commands[name](view.state, view.dispatch, view);
    this.show();
    if (!this.bar.contains(document.activeElement)) view.focus();
  }

  // Links

  ask() {
    const { state } = this.note.view, here = link.isInSet(state.selection.$from.marks()) ?? link.isInSet(state.doc.nodeAt(state.selection.from)?.marks ?? []);
    const input = this.form.elements.href;
    this.form.hidden = false;
    input.value = here?.attrs.href ?? "";
    this.wrong(false);
    this.form.querySelector("[value=remove]").hidden = !here;
    input.focus();
    input.select();
  }

  wrong(is) {
    this.form.elements.href.toggleAttribute("aria-invalid", is);
    this.form.querySelector(".error").hidden = !is;
  }

  linked(what) {
    const { view } = this.note, typed = this.form.elements.href.value.trim(), { from, to, empty } = view.state.selection;
    const guess = /^[^\s@/:]+@[^\s@/]+$/.test(typed) ? `mailto:${typed}` : /^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(typed) ? `https://${typed}` : typed;
    const href = what === "remove" ? null : safe(guess);
    if (what !== "remove" && !href) return this.wrong(true);
    const [start, end] = empty ? around(view.state, link) : [from, to];
    let { tr } = view.state;
    if (empty && start === end && href) tr = tr.replaceSelectionWith(schema.text(typed, [link.create({ href })]), false);
    else {
      tr = tr.removeMark(start, end, link);
      if (href) tr = tr.addMark(start, end, link.create({ href }));
    }
    view.dispatch(tr.removeStoredMark(link));
    this.back();
  }
}

/** From where to where the mark at the caret reaches. */
function around({ selection: { $from } }, type) {
  const mark = type.isInSet($from.marks());
  if (!mark) return [$from.pos, $from.pos];
  let at = $from.start(), found = [$from.pos, $from.pos];
  $from.parent.forEach((node) => {
    if (mark.isInSet(node.marks) && at <= $from.pos && $from.pos <= at + node.nodeSize) found = [Math.min(at, found[0]), Math.max(at + node.nodeSize, found[1])];
    at += node.nodeSize;
  });
  return found;
}
