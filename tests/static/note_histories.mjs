// Histories of people who write in one note (note_writers.mjs). `node note_histories.mjs FIRST LAST` prints a line of JSON for every history:
// what was lost, what stands twice, and whether all agree.

import { begin, between, calm, chance, markup, pass, pick } from "./note_writers.mjs";

function happen(writer) {
  const what = chance();
  if (what < 0.5) for (let left = between(1, 4); left; left--) writer.act();
  else if (what < 0.6) pass(between(1, 60));
  else if (what < 0.62) writer.line ? writer.cut() : writer.connect();
  else if (what < 0.63) writer.reload();
  else if (what < 0.632) pass(6000);
  else if (what < 0.8) writer.line?.carryUp();
  else writer.line?.carryDown();
}

function history(number) {
  const { server, said, writers } = begin(number), { typed, named, unnamed } = said;
  for (let step = 0; step < 400; step++) happen(pick(writers));
  calm(writers);
  const there = new Map();
  for (const letter of markup(server.doc).replace(/<[^>]*>/g, "")) there.set(letter, (there.get(letter) ?? 0) + 1);
  const mentions = [...markup(server.doc).matchAll(/<mention person="(\w+)"/g)].map(([, person]) => person);
  return {
    history: number,
    typed: typed.length,
    named: named.length,
    unnamed: named.filter((person) => !unnamed.has(person) && !mentions.includes(person)),
    renamed: mentions.filter((person, at) => mentions.indexOf(person) !== at),
    lost: typed.filter((letter) => !there.has(letter)).length,
    twice: typed.filter((letter) => there.get(letter) > 1).length,
    agree: writers.every(({ room }) => room.clean && markup(room.doc) === markup(server.doc)),
  };
}

const [first, last] = process.argv.slice(2).map(Number);
for (let number = first; number <= last; number++) console.log(JSON.stringify(history(number)));
