/**
 * Rows of choices, one of each factor (of so many options), in which every two choices of different factors meet at least
 * once: what a full cross product finds of faults that need two of them, in a fraction of its rows.
 */
export function coverPairs(sizes: readonly number[]): number[][] {
  const order = sizes.map((_, factor) => factor).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  const sizeOf = (place: number) => sizes[order[place] ?? 0] ?? 1;
  const [first, second] = [sizeOf(0), order.length > 1 ? sizeOf(1) : 1];
  const rows: number[][] = [];
  // Any two of the largest meet; the smaller ones go round beside them at different speeds.
  for (let a = 0; a < first; a += 1)
    for (let b = 0; b < second; b += 1)
      rows.push(order.map((_, place) => (place === 0 ? a : place === 1 ? b : (a + (place - 1) * b) % sizeOf(place))));
  const met = new Set(rows.flatMap(pairsOf));
  for (let one = 0; one < order.length; one += 1)
    for (let other = one + 1; other < order.length; other += 1)
      for (let x = 0; x < sizeOf(one); x += 1)
        for (let y = 0; y < sizeOf(other); y += 1)
          if (!met.has(`${one} ${x} ${other} ${y}`))
            rows.push(order.map((_, place) => (place === one ? x : place === other ? y : 0)));
  return rows.map((row) => sizes.map((_, factor) => row[order.indexOf(factor)] ?? 0));
}

function pairsOf(row: readonly number[]): string[] {
  return row.flatMap((x, one) => row.flatMap((y, other) => (other > one ? [`${one} ${x} ${other} ${y}`] : [])));
}
