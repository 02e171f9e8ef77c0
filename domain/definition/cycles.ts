import type { Issue } from '../errors.ts';
import { firingOf, profilesOf, type WorkflowProfile, type WritePlace } from './cycle-profile.ts';
import type { Definition } from './schema.ts';

/** One part of a loop: what a workflow does, and where, that starts the next. */
export type CycleLink = WritePlace & {
  readonly workflow: string;
  readonly name: string;
  readonly field: string;
};

/**
 * The shortest loops that lead from a workflow over others back to it: what it writes starts another, and so on. Fields written are
 * held against the fields that triggers read, with values where both are literal; what the system writes along counts, and so
 * do records that triggers make. A workflow that only answers its own writes on
 * the same record is no loop: that is guarded at run time, unless its trigger says `ownWrites`.
 */
export function findCycles(definition: Definition, active: readonly Definition[]): readonly (readonly CycleLink[])[] {
  const own = profilesOf(definition);
  const profiles = [...own, ...active.filter(({ key }) => key !== definition.key).flatMap(profilesOf)];
  return own.flatMap((profile) => {
    const places = new Set(profile.writes.map(({ path }) => path));
    return [...places].flatMap((place) => {
      const cycle = shortest({ ...profile, writes: profile.writes.filter(({ path }) => path === place) }, profiles);
      return cycle ? [cycle] : [];
    });
  });
}

/** Loops as issues: a warning, because the chain of causes ends them after five hops; an error where each hop starts the next without fail. */
export function checkCycles(definition: Definition, active: readonly Definition[]): readonly Issue[] {
  return findCycles(definition, active).map((links): Issue => {
    const [head] = links;
    const loop = `${links.map(({ name, field }) => `${name} ${verbOf(field)}`).join(' → ')} → ${definition.name}`;
    const place = { path: head?.path ?? '', ...(head?.stepId === undefined ? {} : { stepId: head.stepId }) };
    return links.every(({ field }) => field.startsWith('run:'))
      ? {
          severity: 'error',
          code: 'start-cycle',
          ...place,
          message: `Workflows start each other without end: ${loop}. Leave one of the starts out.`,
        }
      : {
          severity: 'warning',
          code: 'workflow-cycle',
          ...place,
          message: `Workflows may answer each other for ever: ${loop}. A chain is stopped after five hops. Narrow the condition of a trigger.`,
        };
  });
}

type Way = { readonly at: WorkflowProfile; readonly links: readonly CycleLink[] };

/** Breadth first from the writes of `start` until a way comes back to it. */
function shortest(start: WorkflowProfile, profiles: readonly WorkflowProfile[]): readonly CycleLink[] | null {
  const seen = new Set<string>();
  const open: Way[] = [{ at: start, links: [] }];
  for (const { at, links } of open) {
    for (const next of profiles) {
      const back = next.id === start.id;
      if (!back && seen.has(next.id)) continue;
      const firing = firingOf(at, next);
      if (!firing) continue;
      const way = [...links, { workflow: at.key, name: at.name, ...firing }];
      if (back) return way;
      seen.add(next.id);
      open.push({ at: next, links: way });
    }
  }
  return null;
}

function verbOf(field: string): string {
  if (field.startsWith('run:')) return `starts ${field.slice(4)}`;
  if (field.startsWith('event:')) return `emits ${field.slice(6)}`;
  return field.endsWith('.*') ? `creates a ${field.slice(0, -2)}` : `sets ${field}`;
}
