import { randomFillSync } from 'node:crypto';

let lastMillisecond = 0;
let counter = 0;
/** Random bytes, drawn for many ids at once: ten each. */
const pool = Buffer.alloc(10 * 400);
let used = pool.length;

/**
 * A UUID of version 7 (RFC 9562): sorts by time of creation, and within this process strictly rises, also within a
 * millisecond and when the clock steps back.
 */
export function newId(): string {
  const now = Date.now();
  const random = randomTen();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    // Half of the range stays free, for ids of the same millisecond.
    counter = random.readUInt16BE(0) & 0x07ff;
  } else {
    counter += 1;
    if (counter > 0x0fff) {
      lastMillisecond += 1;
      counter = 0;
    }
  }
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const tail = (random.readUInt16BE(2) & 0x3fff) | 0x8000;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${hex(tail, 4)}-${random.toString('hex', 4)}`;
}

/** When an id of `newId` was made, in ms since 1970. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function randomTen(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 10;
  return pool.subarray(used - 10, used);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
