// Somebody is named, or a line broken, in a block that the other remakes at the same moment: for each way to remake it, and for each that hears of
// the other first, a line of JSON with the note as both have it then, and whether they agree.

import { begin, calm, commands, inTab, keys, markup, pass, schema } from "./note_writers.mjs";

/** At the beginning of "there": after a space in "Hello there", or in the second block. */
const split = (writer) => (writer.select(7), writer.run(keys.Enter));
const join = (writer) => (writer.select(8), writer.run(keys.Backspace));
const REMAKES = { heading: commands.heading, bullet: commands.bullet, ordered: commands.ordered, task: commands.task, quote: commands.quote, code: commands.block, split, join };
const { mention, hard_break } = schema.nodes;
const PUT = { mention: () => mention.create({ person: "tom" }), break: () => hard_break.create() };

function scene(remake, what, first) {
  const { server, writers } = begin(1, 2), [priya, tom] = writers;
  const does = (writer, work) => inTab(writer.storage, work);
  calm(writers);
  does(priya, () => {
    priya.view.dispatch(priya.view.state.tr.insertText(remake === "join" ? "Hello" : "Hello there"));
    if (remake === "join") priya.run(keys.Enter), priya.view.dispatch(priya.view.state.tr.insertText("there"));
  });
  calm(writers);
  does(tom, () => {
    tom.select(remake === "join" ? 11 : 10);
    tom.view.dispatch(tom.view.state.tr.replaceSelectionWith(PUT[what]()));
    tom.view.dispatch(tom.view.state.tr.insertText("!"));
  });
  does(priya, () => (["split", "join"].includes(remake) ? REMAKES[remake](priya) : priya.run(REMAKES[remake])));
  pass(100);
  const order = first === "priya" ? [priya, tom] : [tom, priya];
  for (const writer of order) while (writer.line.carryUp());
  calm(writers);
  pass(10_000);
  calm(writers);
  return { remake, what, first, said: markup(server.doc), agree: writers.every(({ room }) => room.clean && markup(room.doc) === markup(server.doc)) };
}

for (const remake of Object.keys(REMAKES)) for (const what of Object.keys(PUT)) for (const first of ["priya", "tom"]) console.log(JSON.stringify(scene(remake, what, first)));
