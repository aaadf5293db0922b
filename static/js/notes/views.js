// What some nodes look like on the page.

import { isChecked } from "./schema.js";

/** All of a note's headings are of the level below the heading that the note stands under, so that the page skips none; they look different. */
export class Heading {
  constructor(node, level) {
    this.dom = Object.assign(document.createElement(`h${level}`), { className: `note-h note-h${Number(node.attrs.level)}`, dir: "auto" });
    this.contentDOM = this.dom;
    this.level = node.attrs.level;
  }

  update(node) {
    return node.type.name === "heading" && node.attrs.level === this.level;
  }
}

/** A line of a check list: a real tick box, and the words beside it. The box is named by its words; Ctrl and Enter ticks by key. */
export class Task {
  constructor(node, view, at) {
    this.node = node;
    this.dom = document.createElement("li");
    this.box = Object.assign(document.createElement("input"), { type: "checkbox", tabIndex: -1 });
    this.contentDOM = document.createElement("div");
    const side = document.createElement("span");
    side.contentEditable = "false";
    side.append(this.box);
    this.dom.append(side, this.contentDOM);
    this.box.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays where it is
    this.box.addEventListener("change", () => {
      if (view.editable) view.dispatch(view.state.tr.setNodeAttribute(at(), "checked", this.box.checked));
      else this.show();
    });
    this.show();
  }

  show() {
    this.box.checked = isChecked(this.node);
    this.dom.dataset.checked = String(this.box.checked);
    this.box.ariaLabel = this.node.textContent || "…";
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  stopEvent(event) {
    return event.target === this.box;
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}
