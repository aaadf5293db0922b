// The page's polite voice, and the words that scripts say: both come from the server (templates/components/announcer.html).

const place = () => document.getElementById("say");

export function word(name, values = {}) {
  const text = place()?.dataset[name] ?? "";
  return text.replace(/@(\w+)/g, (whole, key) => values[key] ?? whole);
}

export function announce(text) {
  const say = place();
  if (!say || !text) return;
  say.textContent = "";
  requestAnimationFrame(() => (say.textContent = text));
}

export const typing = () => Boolean(document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
