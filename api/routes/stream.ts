import type { Request, Response } from 'express';
import { reachOf } from '../../crm/actor.ts';
import { currentPlace, isResumable, readStream } from '../../crm/stream/read-stream.ts';
import type { ApiDeps } from '../deps.ts';
import { identify } from '../frame/identify.ts';
import { raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

/** How often each open stream looks for something new. */
const lookEveryMs = 1_000;
/** Silence that proxies would take for a dead connection, and how long a right is taken on trust. */
const checkEveryMs = 20_000;

/**
 * Live updates as server-sent events: `run`, `incident`, `approval`, `clock`, `task` and `settings`, each with the ids of what changed. A client that comes back with
 * `Last-Event-ID` gets everything it missed; one that was away for too long gets `resync`: look at everything again. It ends for
 * whoever loses the key, the session or the right meanwhile.
 */
export function streamRoutes(deps: ApiDeps): Route[] {
  const { db, clock } = deps;
  return [
    route({
      method: 'get',
      path: '/api/stream',
      tag: 'Live updates',
      summary:
        'Server-sent events of runs, incidents, approvals, clocks, tasks and the pause of everything; resumes by Last-Event-ID',
      guard: 'stream:read',
      answers: { 200: 'text/event-stream' },
      handle: async ({ raw: request }) => {
        const last = request.get('last-event-id');
        const resumable = last !== undefined && isResumable(last, clock());
        const place = resumable ? last : await currentPlace(db, clock());
        return raw((response) => {
          response
            .status(200)
            .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
          response.flushHeaders();
          write(response, { place, kind: last === undefined || resumable ? 'hello' : 'resync', items: [] });
          follow(deps, { response, request, first: place });
        });
      },
    }),
  ];
}

/** Tells what is new, and that it is still there, as long as the caller may listen. */
function follow(
  deps: ApiDeps,
  { response, request, first }: { response: Response; request: Request; first: string },
): void {
  const { db, clock, log, streamCheckMs = checkEveryMs } = deps;
  let place = first;
  let busy = false;
  const look = async () => {
    if (busy || isFull(response)) return;
    busy = true;
    try {
      for (const entry of await readStream(db, place, clock())) {
        write(response, entry);
        place = entry.place;
      }
    } catch (error) {
      log.warn({ event: 'stream.unread', err: error });
    } finally {
      busy = false;
    }
  };
  const looking = setInterval(look, lookEveryMs);
  const check = async () => {
    try {
      const caller = await identify(db, request);
      if (caller === null || reachOf(caller.person, 'stream:read') === null) response.end();
      else response.write(': still here\n\n');
    } catch (error) {
      log.warn({ event: 'stream.unchecked', err: error });
    }
  };
  const checking = setInterval(check, streamCheckMs);
  response.on('close', () => {
    clearInterval(looking);
    clearInterval(checking);
  });
  void look();
}

/** Who does not read is told no more until they do: it waits in the database, not in memory. */
const isFull = (response: Response) => response.writableNeedDrain;

function write(
  response: Response,
  { place, kind, items }: { place: string; kind: string; items: readonly object[] },
): void {
  response.write(`id: ${place}\nevent: ${kind}\ndata: ${JSON.stringify({ items })}\n\n`);
}
