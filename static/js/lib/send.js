// fetch that survives: it waits for the network (then repeats: every change is safe to repeat), and for a new sign-in.

import { token } from "./csrf.js";
import { signIn } from "./session.js";
import { report } from "./status.js";

export const pause = (tries) => Math.min(30, 2 ** tries) * 1000 * (0.75 + Math.random() / 2);

function networkOr(milliseconds) {
  return new Promise((resolve) => {
    const done = () => (clearTimeout(timer), removeEventListener("online", done), resolve());
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}

function sign(init) {
  const headers = { ...init.headers, "X-CSRFToken": token() };
  if (init.body?.has?.("csrfmiddlewaretoken")) init.body.set("csrfmiddlewaretoken", token());
  return { credentials: "same-origin", ...init, headers };
}

export async function send(url, init = {}, { wait = (init.method ?? "GET") !== "GET" } = {}) {
  const self = Symbol("request");
  try {
    for (let tries = 0; ; tries++) {
      let response;
      try {
        response = await fetch(url, sign(init));
      } catch (error) {
        if (!wait || init.signal?.aborted) throw error;
        report(self, "offline");
        init = { ...init, signal: undefined }; // the patience of the caller is not that of the person
        await networkOr(pause(tries));
        continue;
      }
      if (response.status !== 401) return response;
      report(self, "waiting");
      init = { ...init, signal: undefined };
      await signIn(response.headers.get("X-Sign-In"));
    }
  } finally {
    report(self, "saved");
  }
}
