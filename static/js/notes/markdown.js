// Pasted plain text, read as the Markdown that people write: headings, lists, check lists, quotes, code, and what stands inside a line.
// Not all of CommonMark: what is not known stays as it was typed, so nothing that was pasted is lost.

import { Fragment } from "prosemirror-model";
import { safe, schema } from "./schema.js";

const { nodes, marks } = schema;

const ITEM = /^( {0,12})(?:([-*+])|(\d{1,9})[.)])(?: +|$)(.*)$/;
const TASK = /^\[([ xX])\](?: +|$)(.*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const INLINE = /(\\[\\`*_[\]()#+\-.!>~])|(`+)([^`]+?)\2(?!`)|\[([^\]\n]+)\]\(<?([^\s)>]+)>?\)|(\*\*|__)(?=\S)([\s\S]*?\S)\6|(\*|_)(?=\S)([\s\S]*?\S)\8(?!\w)|(?:<)?(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])(?:>)?/;

const LONG = 4000, DEEP = 8; // beyond it is no Markdown that a person wrote, and reading it as such would take long

/** One line's words, with their marks. */
function inline(text, held = []) {
  const found = [];
  if (text.length > LONG) return [schema.text(text, held)];
  const put = (words, more = []) => words && found.push(schema.text(words, more.reduce((set, one) => one.addToSet(set), held)));
  for (let rest = text; rest; ) {
    const match = INLINE.exec(rest);
    if (!match) {
      put(rest);
      break;
    }
    const [whole, escaped, , code, words, href, , strong, soft, em, bare] = match, before = rest[match.index - 1] ?? "";
    put(rest.slice(0, match.index));
    rest = rest.slice(match.index + whole.length);
    if (escaped) put(escaped[1]);
    else if (code !== undefined) put(code, [marks.code.create()]);
    else if (words !== undefined) safe(href) ? found.push(...inline(words, marks.link.create({ href: safe(href) }).addToSet(held))) : put(whole);
    else if (strong !== undefined) found.push(...inline(strong, marks.strong.create().addToSet(held)));
    else if (em !== undefined) soft === "_" && /\w/.test(before) ? put(whole) : found.push(...inline(em, marks.em.create().addToSet(held)));
    else put(bare, [marks.link.create({ href: safe(bare) ?? bare })]);
  }
  return found;
}

function lines(texts) {
  const broken = texts.flatMap((text, at) => (at ? [nodes.hard_break.create(), ...inline(text)] : inline(text)));
  return nodes.paragraph.create(null, broken);
}

const kindOf = (match) => (match[2] ? (TASK.test(match[4]) ? "task" : "bullet") : "ordered");

/** The lines of one list, from `at` on: its node, and where it ends. */
function list(all, at, depth) {
  const first = ITEM.exec(all[at]), indent = first[1].length, kind = kindOf(first), items = [];
  while (at < all.length) {
    const match = ITEM.exec(all[at]);
    if (!match || match[1].length !== indent || kindOf(match) !== kind) break;
    const task = kind === "task" ? TASK.exec(match[4]) : null, inside = [task ? task[2] : match[4]];
    const deep = indent + 2;
    for (at++; at < all.length; at++) {
      const line = all[at], next = all[at + 1] ?? "";
      if (line.trim() === "" ? !/^ {2}/.test(next) || next.search(/\S/) < deep : line.search(/\S/) < deep) break;
      inside.push(line.slice(Math.min(line.search(/\S|$/), deep)));
    }
    const content = blocks(inside, depth + 1);
    items.push(task ? nodes.task_item.create({ checked: task[1] !== " " }, content) : nodes.list_item.create(null, content));
    const blank = all[at]?.trim() === "" && ITEM.exec(all[at + 1] ?? "");
    if (blank && blank[1].length === indent && kindOf(blank) === kind) at++;
  }
  if (kind === "task") return [nodes.task_list.create(null, items), at];
  return [kind === "bullet" ? nodes.bullet_list.create(null, items) : nodes.ordered_list.create({ order: Number(first[3]) }, items), at];
}

function blocks(all, depth = 0) {
  const found = [];
  let words = [];
  const end = () => words.length && (found.push(lines(words)), (words = []));
  for (let at = 0; at < all.length; ) {
    const line = all[at], fence = FENCE.exec(line), title = /^ {0,3}(#{1,6})(?: +|$)(.*?)(?: +#+)?$/.exec(line);
    if (fence) {
      end();
      let to = at + 1;
      while (to < all.length && !all[to].trim().startsWith(fence[1])) to++;
      const code = all.slice(at + 1, to).join("\n");
      found.push(nodes.code_block.create(null, code ? schema.text(code) : null));
      at = to + 1;
    } else if (line.trim() === "") end(), at++;
    else if (title) end(), found.push(nodes.heading.create({ level: Math.min(title[1].length, 3) }, inline(title[2]))), at++;
    else if (depth < DEEP && /^ {0,3}>/.test(line)) {
      end();
      const quoted = [];
      while (at < all.length && /^ {0,3}>/.test(all[at])) quoted.push(all[at++].replace(/^ {0,3}> ?/, ""));
      found.push(nodes.blockquote.create(null, blocks(quoted, depth + 1)));
    } else if (depth < DEEP && ITEM.test(line) && (!words.length || ITEM.exec(line)[4])) {
      end();
      const [node, to] = list(all, at, depth);
      found.push(node);
      at = to;
    } else words.push(line.trim()), at++;
  }
  end();
  return found.length ? found : [nodes.paragraph.create()];
}

/** The blocks of a text. */
export const read = (text) => Fragment.from(blocks(text.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n")));
