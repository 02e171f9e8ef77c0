/** A 32-bit hash of a text: FNV-1a over its UTF-16 units, finished like MurmurHash3 so that near texts lie far apart. */
function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number from 0 up to, not including, 1 that looks drawn by chance and is the same for a text on every machine. */
export function fractionOf(text: string): number {
  return hash32(text, 0x811c9dc5) / 0x1_0000_0000;
}

/** Sixteen hex digits that tell texts apart. Not for secrets. */
export function textHash(text: string): string {
  return [0x811c9dc5, 0x5bd1e995].map((seed) => hash32(text, seed).toString(16).padStart(8, '0')).join('');
}
