// The addresses that the editor finds in each text of a list, as JSON: `node addresses.mjs < list.json`.

import { text } from "node:stream/consumers";
import { addresses } from "../../static/js/notes/addresses.js";

const texts = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(texts.map((one) => [...addresses(one)].map(([from, to, href]) => [from, to, href]))));
