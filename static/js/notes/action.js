// The line where the caret is becomes the words of a new action: in the form that the page has, to be completed and sent there.

const LENGTH = 300;

/** The form of *Before you go*; none where nothing more may be agreed. */
const form = () => document.querySelector("#promised .action-form");

export const canMakeActions = () => Boolean(form());

/** What is selected, or the line that the caret is in. */
function words({ selection, doc }) {
  const text = selection.empty ? selection.$from.parent.textContent : doc.textBetween(selection.from, selection.to, " ", " ");
  return text.replace(/\s+/g, " ").trim().slice(0, LENGTH);
}

export function actionFrom({ view }) {
  const what = form()?.elements.what, text = words(view.state);
  if (!what) return;
  if (text && !what.value.includes(text)) {
    what.value = what.value.trim() ? `${what.value.trim()}; ${text}`.slice(0, LENGTH) : text;
    what.dispatchEvent(new Event("input", { bubbles: true }));
  }
  what.scrollIntoView({ block: "center" });
  what.focus({ preventScroll: true });
  what.setSelectionRange(what.value.length, what.value.length);
}
