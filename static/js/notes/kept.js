// What is typed and not yet acknowledged, in this tab's session storage: it outlives a reload, and goes when the server has it or at sign-out
// (lib/drafts removes everything that begins with "draft:").

const PAGE = Math.random().toString(36).slice(2);
const all = () => `draft:${document.body.dataset.person}:note:`;
const key = (room, number) => `${all()}${room}:${PAGE}.${number}`;

let signedOut = 0; // a sign-out that was begun: nothing is kept meanwhile, not even what is typed while the page goes

addEventListener("submit", ({ target }) => target.matches?.("[data-sign-out]") && (signedOut = Date.now()));

function encoded(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const decoded = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** True if it lies there now. */
export function keep(room, number, update) {
  try {
    if (Date.now() - signedOut < 10_000) return false;
    sessionStorage.setItem(key(room, number), encoded(update));
    return true;
  } catch {
    return false; // full, or forbidden
  }
}

export function drop(room, number) {
  try {
    sessionStorage.removeItem(key(room, number));
  } catch {
    // forbidden: then nothing lies there
  }
}

/** What earlier pages of this tab left for a room, with a way to remove it once it lies elsewhere. */
export function left(room) {
  try {
    const keys = Object.keys(sessionStorage).filter((one) => one.startsWith(`${all()}${room}:`) && !one.includes(`:${PAGE}.`));
    return { updates: keys.map((one) => decoded(sessionStorage.getItem(one))), forget: () => keys.forEach((one) => sessionStorage.removeItem(one)) };
  } catch {
    return { updates: [], forget() {} };
  }
}

/** The rooms for which something lies here from earlier pages. */
export function rooms() {
  try {
    const keys = Object.keys(sessionStorage).filter((one) => one.startsWith(all()) && !one.includes(`:${PAGE}.`));
    return [...new Set(keys.map((one) => one.slice(all().length).split(":")[0]))];
  } catch {
    return [];
  }
}
