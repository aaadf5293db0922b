// What htmx's requests share: the token, patience, optimism, and an answer beside what failed.

import { announce, typing, word } from "./announce.js";
import { release } from "./drafts.js";
import { settle, show, takeBack } from "./optimistic.js";
import { send } from "./send.js";

const NOUNS = ["agenda_item", "shared_note", "action_item", "meeting", "pair", "series", "amendment"];

/** Tells every region of the page to fetch itself again. */
export function refreshAll() {
  for (const noun of NOUNS) document.body.dispatchEvent(new CustomEvent(`live:${noun}`));
}

/** A region that fetches itself again fails silently, and tries again; what somebody pressed says so. */
const quiet = ({ sourceElement, request }) => request.method === "GET" && !sourceElement.matches?.("a, button, inline-edit");
const refused = (response) => response.status >= 400;
const reason = (status) => word({ 403: "forbidden", 404: "gone", 429: "slow" }[status] ?? (status ? "refused" : "unreachable"));

/** Beside what failed, and never inside a closed menu. */
const beside = (form) => form.closest("[data-row]")?.querySelector(".item-body, .extra") ?? form.closest("li, .next-date, form:not(.press), [data-region], main") ?? document.querySelector("main");

function complain(form, status) {
  const text = reason(status), line = document.createElement("p");
  line.className = "error request-error";
  line.textContent = text;
  if (status === 404) (form.closest("[data-region]") ?? beside(form)).before(line); // its region is about to come anew
  else beside(form).append(line);
  announce(text);
}

/** The server has it: no draft, and the next submit is a new one. */
function acknowledged(form) {
  release(form);
  if (form.dataset.optimistic === "add") form.reset(); // also what was chosen beside it: "only for me" is for one item
  const key = form.elements?.idempotency_key;
  if (key) key.value = uuid();
}

/** crypto.randomUUID() is for secure pages only; a small team may serve plain http. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Done moves on: to the next item, or after the last one to what is agreed. Else the focus stays near where it was. */
function keepFocus(region, form, before) {
  const lost = !document.activeElement || document.activeElement === document.body;
  const next = form.dataset?.optimistic === "done" && !typing() && (document.querySelector("[aria-current=step]") ?? document.querySelector("[data-last-stop]"));
  const target = next || (lost && before && (document.getElementById(before) ?? region));
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: !next });
}

const altered = (one) => (one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected) : one.checked !== one.defaultChecked || (one.value ?? "") !== (one.defaultValue ?? ""));

/** A form that its reader opened here: live updates leave the whole region alone until it is closed; one that is always there, while somebody is at it. */
function inUse(region) {
  const form = region.opened;
  if (!form || !region.contains(form)) return false;
  return form.dataset.optimistic !== "add" || form.contains(document.activeElement) || Boolean(form.querySelector("[aria-invalid=true]")) || [...form.elements].some((one) => one.matches("input:not([type=hidden]), select, textarea") && altered(one));
}

/** What a region was spared while its form was in use comes once nobody is at it. */
function catchUp() {
  const behind = [...document.querySelectorAll("[data-region]")].filter((region) => region.behind && !inUse(region));
  for (const region of behind) region.behind = false;
  if (behind.length) refreshAll();
}

export function watchRequests() {
  let focused = null;
  const on = (name, work) => document.addEventListener(`htmx:${name}`, (event) => event.detail.ctx && work(event.detail.ctx, event));

  on("config:request", (ctx) => Object.assign(ctx, { fetch: send, from: ctx.sourceElement })); // the swap may remove the source
  on("before:request", (ctx) => {
    if (quiet(ctx)) return;
    const { sourceElement: form } = ctx;
    for (const line of document.querySelectorAll(".request-error")) line.remove();
    form.closest?.("details.menu")?.removeAttribute("open");
    show(form);
  });
  on("after:request", (ctx) => {
    if (quiet(ctx)) return;
    const { sourceElement: form } = ctx, { status } = ctx.response;
    if (status >= 400) takeBack(form);
    if (status >= 400 && status !== 409 && status !== 422) {
      complain(form, status);
      if (status === 404) refreshAll();
    } else if (status < 400) acknowledged(form);
  });
  on("error", (ctx) => {
    if (quiet(ctx)) return;
    const { sourceElement: form } = ctx;
    takeBack(form);
    complain(form, 0);
  });
  on("before:swap", (ctx, event) => {
    const { sourceElement: form, request } = ctx, { detail } = event;
    if (quiet(ctx) && form.matches("[data-region]") && inUse(form)) {
      form.behind = true;
      return event.preventDefault();
    }
    const row = document.activeElement?.closest?.("[data-row]");
    focused = document.activeElement?.closest?.("[data-region]") ? (row?.id ?? document.activeElement.id) || "?" : null;
    if (request.method !== "GET") settle(form);
    for (const { fragment } of detail.tasks) for (const one of fragment.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
  });
  on("after:swap", ({ from: form, target, request, response }) => {
    const wrong = form.matches("form") && target?.querySelector("[data-focus], [aria-invalid=true]");
    const fresh = target?.isConnected ? target : document; // a link that made room for what it asked for is gone
    const asked = form.matches("a, button") && request.method === "GET" && (fresh.querySelector("[data-focus]") ?? target?.querySelector("input:not([type=hidden], [type=checkbox]), select, textarea"));
    const region = (wrong || asked || target)?.closest("[data-region]");
    if (region) region.opened = (wrong || asked || null)?.closest("form");
    if (region && region === target) region.behind = false;
    if (wrong || asked) (wrong || asked).focus(); // what was wrong, or the form that was opened
    else if (target?.isConnected && !refused(response)) keepFocus(target, form, focused);
    catchUp();
  });
  document.addEventListener("focusout", () => setTimeout(catchUp)); // by then the focus is where it goes

  // A header HX-Trigger on an element that has gone fires on the document: regions listen on the body.
  for (const noun of NOUNS) document.addEventListener(`live:${noun}`, ({ target, type }) => target === document && document.body.dispatchEvent(new CustomEvent(type)));

  document.querySelector("[data-focus]")?.focus();
}
