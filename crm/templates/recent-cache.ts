/** A function that remembers the results for the arguments it was asked for last, at most `size` of them. */
export function rememberRecent<T>(make: (key: string) => T, size: number): (key: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (key) => {
    const found = known.get(key) ?? { value: make(key) };
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > size && oldest !== undefined) known.delete(oldest);
    return found.value;
  };
}
