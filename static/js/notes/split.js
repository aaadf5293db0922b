// One change that is larger than a frame may be, as several that can be merged one after the other. It is one writer's: their clock orders it.

import { writeVarUint } from "lib0/encoding";
import * as Y from "yjs";

/** Runs of `structs` (of one writer), each of about `limit` bytes; a text longer than that is cut, between characters. */
function runs(structs, limit) {
  const found = [];
  let run = [], size = 0;
  const cut = () => run.length && (found.push(run), (run = []), (size = 0));
  for (const struct of structs) {
    const text = struct.content instanceof Y.ContentString ? struct.content.str : null;
    for (let offset = 0; offset < struct.length; ) {
      let length = struct.length - offset;
      if (text !== null && length * 3 > limit) {
        length = Math.max(1, Math.floor(limit / 3));
        if (/[\uD800-\uDBFF]/.test(text[offset + length - 1])) length++;
        length = Math.min(length, struct.length - offset);
      }
      const weight = 60 + (text === null ? JSON.stringify(struct.content?.arr ?? struct.content?.embed ?? "").length + 40 : length * 3);
      if (size + weight > limit) cut();
      run.push({ struct, offset, length });
      size += weight;
      offset += length;
    }
  }
  cut();
  return found;
}

/** The struct up to where it is cut; its beginning is left out by `write`. */
function upTo({ struct, offset, length }) {
  if (offset + length === struct.length) return struct;
  const { id, origin, rightOrigin, parent, parentSub, content } = struct;
  return new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, new Y.ContentString(content.str.slice(0, offset + length)));
}

function written(run, deleted) {
  const encoder = new Y.UpdateEncoderV1(), { restEncoder: rest } = encoder;
  writeVarUint(rest, run.length ? 1 : 0);
  if (run.length) {
    const [{ struct, offset }] = run;
    writeVarUint(rest, run.length);
    encoder.writeClient(struct.id.client);
    writeVarUint(rest, struct.id.clock + offset);
    for (const one of run) upTo(one).write(encoder, one.offset, 0);
  }
  writeVarUint(rest, deleted.size);
  for (const [client, items] of deleted) {
    writeVarUint(rest, client);
    writeVarUint(rest, items.length);
    for (const { clock, len } of items) {
      writeVarUint(rest, clock);
      writeVarUint(rest, len);
    }
  }
  return encoder.toUint8Array();
}

/** `update`, or several that say the same together, each well under `limit` bytes. */
export function split(update, limit) {
  if (update.length <= limit) return [update];
  const { structs, ds } = Y.decodeUpdate(update), whole = runs(structs, limit / 2), none = new Map();
  return [...whole.map((run) => written(run, none)), written([], ds.clients)];
}
