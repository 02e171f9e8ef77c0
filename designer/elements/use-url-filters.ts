import { useSearchParams } from 'react-router';

type Filters<K extends string> = Readonly<Record<K, string>>;

/** Filters that live in the address, so that a list can be linked and reloaded. An empty text is no filter. */
export function useUrlFilters<K extends string>(
  keys: readonly K[],
): readonly [Filters<K>, (changes: Partial<Filters<K>>) => void] {
  const [params, setParams] = useSearchParams();
  const values = Object.fromEntries(keys.map((key) => [key, params.get(key) ?? ''])) as Filters<K>;
  const change = (changes: Partial<Filters<K>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries<string | undefined>(changes)) {
          if (value) after.set(key, value);
          else after.delete(key);
        }
        return after;
      },
      { replace: true },
    );
  return [values, change];
}
