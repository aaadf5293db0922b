// When the session has ended, requests wait here until somebody has signed in again in the panel.

let waiting = null;

export function signIn(url) {
  waiting ??= new Promise((resolve) => {
    document.dispatchEvent(new CustomEvent("session:ended", { detail: { url: url || "/login/?panel=1", resolve } }));
  }).finally(() => (waiting = null));
  return waiting;
}
