import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Which queries an event of the stream makes stale, by the first word of its type. */
const staleBy: Readonly<Record<string, readonly string[]>> = {
  run: ['runs', 'run', 'timeline', 'messages'],
  incident: ['runs', 'run'],
  message: ['messages', 'message', 'timeline'],
  workflow: ['workflows', 'workflow'],
  record: ['records', 'record', 'timeline'],
};
const streamEvents = Object.keys(staleBy);

/** Follows `/api/stream`; the browser reconnects by itself with `Last-Event-ID`. Bursts are gathered for 300 ms. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stale = new Set<string>();
    let timer: number | undefined;
    const flush = () => {
      timer = undefined;
      for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
      stale.clear();
    };
    const note = (kind: string) => {
      for (const key of staleBy[kind.split('.')[0] ?? ''] ?? []) stale.add(key);
      timer ??= window.setTimeout(flush, 300);
    };
    const source = new EventSource('/api/stream');
    for (const kind of streamEvents) source.addEventListener(kind, () => note(kind));
    return () => {
      source.close();
      window.clearTimeout(timer);
    };
  }, [client]);
}
