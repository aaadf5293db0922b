// What is typed and not yet acknowledged, kept in this tab only: draft:<person>:<field>:<version>. Gone when the server has it, and at sign-out.

const person = () => document.body.dataset.person;
const prefix = (field) => `draft:${person()}:${field}:`;

/** The field's name: the address it is sent to and its own name, so that two 1:1s never share a draft. */
export const nameOf = (control) => `${new URL(control.form.action, location.href).pathname} ${control.name}`;

function storage(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null; // full, or forbidden: the text is still in the field
  }
}

export function keep(field, version, text) {
  storage((store) => store.setItem(prefix(field) + version, text));
}

export function drop(field) {
  storage((store) => {
    for (const key of Object.keys(store)) if (key.startsWith(prefix(field))) store.removeItem(key);
  });
}

/** The kept text and the version it was typed over, or null. */
export function find(field) {
  return storage((store) => {
    const key = Object.keys(store).find((one) => one.startsWith(prefix(field)));
    return key ? { text: store.getItem(key), version: key.slice(prefix(field).length) } : null;
  });
}

/** Whoever uses this tab next finds nothing typed, and not what was chosen in the palette. */
function forget() {
  storage((store) => {
    for (const key of Object.keys(store)) if (/^(draft|palette):/.test(key)) store.removeItem(key);
  });
}

/** Fields that are sent by a button: marked data-draft. */
export function watchDrafts(root = document) {
  for (const control of root.querySelectorAll("[data-draft]")) {
    const kept = find(nameOf(control));
    if (kept && !control.value) control.value = kept.text;
  }
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-draft]")) return;
    target.toggleAttribute("hx-morph-skip", Boolean(target.value));
    if (target.value) keep(nameOf(target), 0, target.value);
    else drop(nameOf(target));
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-sign-out]")) forget();
    else if (!target.hasAttribute("hx-post")) release(target); // a plain post: its answer is the next page, with what was refused in it
  });
}

export function release(form) {
  for (const control of form.querySelectorAll?.("[data-draft]") ?? []) {
    control.removeAttribute("hx-morph-skip");
    drop(nameOf(control));
  }
}
