import { useSearchParams } from 'react-router';

/** Filters that live in the address, so that a list can be linked and reloaded. */
export function useUrlFilters<K extends string>(
  keys: readonly K[],
): readonly [Readonly<Record<K, string>>, (key: K, value: string) => void] {
  const [params, setParams] = useSearchParams();
  const values = Object.fromEntries(keys.map((key) => [key, params.get(key) ?? ''])) as Record<K, string>;
  const set = (key: K, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(key);
        else after.set(key, value);
        return after;
      },
      { replace: true },
    );
  return [values, set];
}
