// Shown at once, taken back with a reason if refused. A form says which: data-optimistic = tick | done | carry | add | remove.

import { announce, word } from "./announce.js";

const undo = new WeakMap();

const KINDS = {
  tick(form) {
    const box = form.querySelector("[role=checkbox]"), was = box.getAttribute("aria-checked");
    box.setAttribute("aria-checked", was === "true" ? "false" : "true");
    return () => box.setAttribute("aria-checked", was);
  },
  done(form) {
    const row = form.closest("[data-row]");
    row?.classList.add("going");
    return () => row?.classList.remove("going");
  },
  add(form) {
    const list = form.closest("[data-region]")?.querySelector("ol.agenda, .actions-list"), control = form.querySelector("[data-draft]");
    if (!control) return () => {};
    const text = control.value, row = document.createElement("li");
    if (list) {
      const number = list.querySelectorAll(".item:not([data-private])").length + 1;
      row.className = list.matches(".agenda") ? "item going" : "action going";
      row.innerHTML = list.matches(".agenda") ? '<span></span><span class="no"></span><h3></h3>' : '<span class="tick"></span><p class="what"></p>';
      row.lastChild.textContent = text;
      if (list.matches(".agenda")) row.children[1].textContent = number;
      list.append(row);
    }
    control.removeAttribute("hx-morph-skip");
    control.value = "";
    announce(word("added", { title: text }));
    return () => {
      row.remove();
      if (!control.value) control.value = text;
    };
  },
};
KINDS.carry = KINDS.remove = KINDS.done;

export const show = (form) => KINDS[form.dataset?.optimistic] && undo.set(form, KINDS[form.dataset.optimistic](form));

export function settle(form) {
  undo.delete(form);
  for (const row of document.querySelectorAll("li.going:not([id])")) row.remove();
  for (const row of document.querySelectorAll(".going")) row.classList.remove("going");
}

export function takeBack(form) {
  undo.get(form)?.();
  undo.delete(form);
}
