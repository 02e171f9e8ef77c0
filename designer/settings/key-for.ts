/** A key for something new out of its name, of the letters that keys have; none that is taken. `spare` where the name has no such letters. */
export function keyFor(name: string, taken: readonly string[], spare: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[łŁ]/g, 'l')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
  const base = plain === '' ? spare : plain;
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(key)) return key;
  }
}
