// What is true about saving, of all that saves on this page: the worst news wins.

const RANK = ["saved", "saving", "waiting", "offline", "failed"];
const states = new Map();

export function report(source, state) {
  if (state === "saved") states.delete(source);
  else states.set(source, state);
  const worst = Math.max(0, ...[...states.values()].map((one) => RANK.indexOf(one)));
  document.dispatchEvent(new CustomEvent("save:status", { detail: RANK[worst] }));
}

/** Something here is not on the server, and not on its way either. */
export const stuck = () => [...states.values()].some((one) => RANK.indexOf(one) > 1);
