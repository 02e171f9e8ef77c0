/**
 * A number from 0 up to, not including, 1 that looks drawn by chance but is the same for the same text on every machine:
 * FNV-1a over the UTF-16 units, then the finish of MurmurHash3 so that texts that differ in one letter lie far apart.
 */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
