import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Which queries an event of the stream makes stale, by its name. */
const staleBy: Readonly<Record<string, readonly string[]>> = {
  run: [
    'runs',
    'run',
    'record',
    'timeline',
    'messages',
    'message',
    'workflow',
    'workflows',
    'attention',
    'tasks',
    'agenda',
  ],
  clock: ['clocks', 'record', 'timeline'],
  incident: ['runs', 'run', 'workflows', 'incidents'],
  approval: ['approvals', 'approval', 'run', 'runs', 'record', 'timeline', 'attention'],
  task: ['tasks', 'agenda', 'attention', 'record', 'records'],
  settings: ['me', 'settings', 'runs', 'run'],
};
const streamEvents = Object.keys(staleBy);

/** Follows `/api/stream` where the user may; the browser reconnects by itself with `Last-Event-ID`. Bursts are gathered for 300 ms. */
export function useLiveUpdates(may: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!may) return;
    const stale = new Set<string>();
    let timer: number | undefined;
    const flush = () => {
      timer = undefined;
      for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
      stale.clear();
    };
    const note = (kind: string) => {
      for (const key of staleBy[kind] ?? []) stale.add(key);
      timer ??= window.setTimeout(flush, 300);
    };
    const source = new EventSource('/api/stream');
    for (const kind of streamEvents) source.addEventListener(kind, () => note(kind));
    // Away for too long to be told what was missed: everything is looked at again.
    source.addEventListener('resync', () => void client.invalidateQueries());
    return () => {
      source.close();
      window.clearTimeout(timer);
    };
  }, [client, may]);
}
