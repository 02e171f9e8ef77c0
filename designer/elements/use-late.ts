import { useEffect, useState } from 'react';

/** True once `active` has lasted 200 ms: what is quick shows no skeleton at all. */
export function useLate(active: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return;
    }
    const timer = window.setTimeout(() => setLate(true), 200);
    return () => window.clearTimeout(timer);
  }, [active]);
  return late;
}
