// The frames of /live/notes/: 16 bytes of room, one byte of kind, and what it carries.

export const SENT = { OPEN: 1, UPDATE: 2, CLOSE: 3, PING: 4 };
export const HEARD = { OPENED: 1, UPDATE: 2, ACK: 3, STATE: 4, REFUSED: 5, VECTOR: 6, PONG: 7, GONE: 8 };
export const CODE = { SESSION: 4401, ACCESS: 4404, TOO_MANY: 4429, RESTART: 1012 };
export const REASON = { MALFORMED: 1, TOO_BIG: 2, NOT_WRITABLE: 3, NOT_NOW: 4 };
export const NOWHERE = "00000000-0000-0000-0000-000000000000";

const bytesOf = (room) => Uint8Array.from(room.replaceAll("-", "").match(/../g), (two) => parseInt(two, 16));
const nameOf = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

export function frame(room, kind, payload = new Uint8Array()) {
  const bytes = new Uint8Array(17 + payload.length);
  bytes.set(bytesOf(room));
  bytes[16] = kind;
  bytes.set(payload, 17);
  return bytes;
}

/** An update under the number that its acknowledgement will name. */
export function numbered(number, update) {
  const bytes = new Uint8Array(4 + update.length);
  new DataView(bytes.buffer).setUint32(0, number);
  bytes.set(update, 4);
  return bytes;
}

export function read(buffer) {
  const bytes = new Uint8Array(buffer), payload = bytes.subarray(17);
  const number = payload.length >= 4 ? new DataView(buffer, 17).getUint32(0) : 0;
  return { room: nameOf(bytes.subarray(0, 16)), kind: bytes[16], payload, number };
}
