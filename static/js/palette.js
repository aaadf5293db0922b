// The palette itself: a field that is a combobox, and a list of what it finds. It finds in its list at once, and asks the search while one types.

const AT_ONCE = 8, EMPTY = 4, PAUSE = 200, LAST = "palette:last";
const fold = (text) => text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase();

function make(tag, attributes = {}, ...inside) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  one.append(...inside);
  return one;
}

const entry = ([kind, words, href, about, does]) => ({ kind, words, href, about, does, text: fold(`${words} ${about}`) });

/** What this page offers by a single key, beside what is in its rows. */
function onThisPage() {
  const named = [...document.querySelectorAll("main [aria-keyshortcuts]")].filter((one) => one.getAttribute("aria-keyshortcuts").length === 1);
  return named.filter((one) => !one.closest("[data-row]") && !one.disabled && one.checkVisibility()).map((one) => {
    const words = one.ariaLabel ?? one.labels?.[0]?.textContent ?? [...one.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("");
    return { ...entry(["here", words.trim(), "", "", ""]), key: one.ariaKeyShortcuts ?? one.getAttribute("aria-keyshortcuts"), press: one };
  });
}

/** The places of the rail and the people in it: shown at once, while the list is on its way. */
function inTheRail() {
  const nav = document.querySelector(".rail nav"), label = nav.querySelector(".rail-label"), kinds = { here: "", commands: nav.ariaLabel, people: label?.textContent ?? "" };
  const words = (link) => (link.querySelector(".rail-name") ?? [...link.childNodes].find((one) => one.nodeType === Node.TEXT_NODE)).textContent;
  const entries = [...nav.querySelectorAll("a")].map((link) => [label?.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING ? "people" : "commands", words(link), link.getAttribute("href"), "", ""]);
  return { entries, said: { kinds, more: "", action: "", some: "", none: "" } };
}

class Palette {
  constructor(host) {
    this.host = host;
    [this.dialog, this.field, this.list, this.told] = host.querySelectorAll("dialog, input, .palette-list, [role=status]");
    Object.assign(this.list, { role: "listbox", ariaLabel: this.list.dataset.label });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", ({ target }) => this.run(this.shown[[...this.list.querySelectorAll("[role=option]")].indexOf(target.closest("[role=option]"))]));
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.close());
  }

  /** What was typed before the list was there counts. Until then there is what the page holds already. */
  take(list) {
    const { entries, said } = list ?? this.before ?? inTheRail();
    this.before = list ?? this.before;
    this.said = said;
    this.entries = [...onThisPage(), ...entries.map(entry)];
    if (this.dialog.open) this.typed();
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  close() {
    this.stop();
    this.shown = this.found = [];
    this.list.replaceChildren();
    this.told.textContent = "";
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  typed() {
    this.stop();
    const words = this.field.value.trim();
    this.show(words ? this.matching(words) : this.likely());
    if (words.length > 1) this.timer = setTimeout(() => this.ask(words), PAUSE);
  }

  /** Every word somewhere; what begins with the first one comes first. */
  matching(words) {
    const terms = fold(words).split(/\s+/), begins = (one) => (one.text.startsWith(terms[0]) ? 0 : one.text.includes(` ${terms[0]}`) ? 1 : 2);
    const found = this.entries.filter((one) => terms.every((term) => one.text.includes(term))).sort((a, b) => begins(a) - begins(b));
    return this.few(found, AT_ONCE, ({ kind }) => begins(found.find((one) => one.kind === kind)));
  }

  /** Nothing typed: what was chosen last, and a few of each kind. */
  likely() {
    const last = sessionStorage.getItem(LAST), before = this.entries.filter((one) => last && this.name(one) === last);
    return [...before.slice(0, 1).map((one) => ({ ...one, kind: "last" })), ...this.few(this.entries.filter((one) => !before.includes(one)), EMPTY)];
  }

  /** At most so many of each kind; the kind with the best of them first. */
  few(found, most, best = () => 0) {
    const kinds = Object.keys(this.said.kinds), counts = {};
    const some = found.filter(({ kind }) => (counts[kind] = (counts[kind] ?? 0) + 1) <= most);
    return some.map((one) => [best(one), kinds.indexOf(one.kind), one]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]);
  }

  async ask(words) {
    this.asking = new AbortController();
    try {
      const { entries } = await this.host.ask(`?q=${encodeURIComponent(words)}`, this.asking.signal);
      const known = new Set(this.found.map((one) => one.href));
      this.show([...this.found, ...entries.map(entry).filter((one) => !known.has(one.href))], this.at);
    } catch {
      return; // typed on, closed, or no network: what is listed stays
    }
  }

  show(found, at = 0) {
    const words = this.field.value.trim(), { search, action } = this.host.dataset, named = (text) => text.replace("@words", words);
    this.found = found;
    const ways = words && this.said.more ? [entry(["ways", named(this.said.more), `${search}?q=${encodeURIComponent(words)}`, "", ""]), entry(["ways", named(this.said.action), `${action}?what=${encodeURIComponent(words)}`, "", ""])] : [];
    this.shown = [...found, ...ways];
    const groups = Map.groupBy ? Map.groupBy(this.shown, (one) => one.kind) : this.shown.reduce((all, one) => all.set(one.kind, [...(all.get(one.kind) ?? []), one]), new Map());
    this.list.replaceChildren(...[...groups].map(([kind, some]) => this.group(this.said.kinds[kind] ?? "", some)));
    this.told.textContent = words ? (found.length ? this.said.some.replace("@n", found.length) : this.said.none) : "";
    this.field.setAttribute("aria-expanded", String(this.shown.length > 0));
    this.point(Math.min(at, this.shown.length - 1));
  }

  group(name, some) {
    const options = some.map((one) => {
      const option = make("div", { role: "option", id: `palette-${this.shown.indexOf(one)}`, "aria-selected": "false" }, make("span", { class: "palette-words", dir: "auto" }, one.words));
      const chosen = one.kind === "last" || one.does === `theme ${document.documentElement.dataset.theme ?? "system"}`;
      const about = chosen ? `✓ ${one.kind === "last" ? this.said.last : this.said.chosen}` : one.about;
      if (about) option.append(make("span", { class: "palette-about" }, about));
      if (one.key) option.append(make("kbd", { "aria-hidden": "true" }, one.key));
      return option;
    });
    return name ? make("div", { role: "group", "aria-label": name }, make("p", { class: "palette-kind", "aria-hidden": "true" }, name), ...options) : make("div", { role: "group", "aria-label": this.said.ways }, ...options);
  }

  point(at) {
    this.at = at;
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    const option = document.getElementById(`palette-${at}`);
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  key(event) {
    const { key } = event, count = this.shown.length;
    if (key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) this.dialog.close();
    else if (key === "ArrowDown" || key === "ArrowUp") this.point((this.at + (key === "ArrowDown" ? 1 : -1) + count) % count);
    else if (key === "Enter") this.run(this.shown[this.at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  name({ does, href, words }) {
    return does || (words && href.split(/[?#]/)[0]) || "";
  }

  /** What was chosen last is kept as an address, in this tab: never a word. */
  run(one) {
    if (!one) return;
    this.dialog.close();
    if (this.name(one) && one.kind !== "ways") sessionStorage.setItem(LAST, this.name(one));
    const [does, theme] = (one.does ?? "").split(" "), toggle = document.querySelector("theme-switch button");
    if (one.press) return one.press.matches("input, textarea, [contenteditable]") ? one.press.focus() : one.press.click();
    if (does === "keys") return document.querySelector("key-map").list();
    if (does !== "theme" || !toggle) return location.assign(one.href);
    toggle.value = theme;
    toggle.click();
  }
}

let palette;

export function open(host, list) {
  palette ??= new Palette(host);
  palette.take(list);
}
