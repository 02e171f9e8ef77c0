import type { Issue } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { reachability } from '../run/leg-definition.ts';
import type { Outlet } from '../steps/step-type.ts';
import type { ReadStep } from './check-steps.ts';

type Next = Readonly<Record<string, string | null>>;
type Node = ReadStep & { readonly next: Next; readonly outlets: readonly Outlet[] | null };

/** Issues of the ways between steps: connections, outlets, what is never reached, loops, joins. */
export function checkGraph(steps: readonly ReadStep[], start: string): readonly Issue[] {
  const nodes = new Map(steps.map((step) => [step.id, nodeOf(step)]));
  const startIssues: Issue[] = nodes.has(start)
    ? []
    : [
        {
          severity: 'error',
          code: 'unknown-start',
          path: '/start',
          message: `"start" names "${start}", and there is no such step.`,
        },
      ];
  return [
    ...startIssues,
    ...[...nodes.values()].flatMap((node) => [...checkConnections(node, nodes), ...checkOutlets(node)]),
    ...checkReached(nodes, start),
    ...checkLoops(nodes),
    ...checkJoins(nodes),
  ];
}

function nodeOf(step: ReadStep): Node {
  const { type, config } = step;
  const outlets =
    type && config !== undefined
      ? [...type.outlets(config), ...(type.effect ? [{ id: 'error', label: 'Error', fallback: 'incident' }] : [])]
      : null;
  return { ...step, next: step.step?.next ?? {}, outlets };
}

function problem(
  severity: Issue['severity'],
  code: string,
  { id }: Node,
  at: readonly string[],
  message: string,
): Issue {
  return { severity, code, path: jsonPointer(['steps', id, ...at]), stepId: id, message };
}

function checkConnections(node: Node, nodes: ReadonlyMap<string, Node>): readonly Issue[] {
  return Object.entries(node.next).flatMap(([outlet, next]) =>
    next === null || nodes.has(next)
      ? []
      : [
          problem(
            'error',
            'dangling-connection',
            node,
            ['next', outlet],
            `The outlet "${outlet}" leads to "${next}", and there is no such step.`,
          ),
        ],
  );
}

function checkOutlets(node: Node): readonly Issue[] {
  const { outlets } = node;
  if (outlets === null) return [];
  const names = outlets.map(({ id }) => id);
  const unknown = Object.keys(node.next)
    .filter((outlet) => !names.includes(outlet))
    .map((outlet) =>
      problem(
        'error',
        'unknown-outlet',
        node,
        ['next', outlet],
        names.length === 0
          ? `This step has no outlets; remove "${outlet}".`
          : `This step has no outlet "${outlet}"; it has ${names.join(', ')}.`,
      ),
    );
  const missing = outlets
    .filter(({ id, fallback }) => fallback === undefined && !Object.hasOwn(node.next, id))
    .map(({ id }) =>
      problem(
        'warning',
        'missing-outlet',
        node,
        ['next', id],
        `Nothing is drawn from the outlet "${id}": the branch ends there. Connect it, or set it to null.`,
      ),
    );
  return [...unknown, ...missing];
}

function checkReached(nodes: ReadonlyMap<string, Node>, start: string): readonly Issue[] {
  if (!nodes.has(start)) return [];
  const reaches = reachability(nodes);
  return [...nodes.values()]
    .filter(({ id }) => !reaches(start, id))
    .map((node) =>
      problem('warning', 'unreachable-step', node, [], 'No way leads to this step. Connect it, or remove it.'),
    );
}

/** A way that comes back without a step that takes time would run for ever in one leg. */
function checkLoops(nodes: ReadonlyMap<string, Node>): readonly Issue[] {
  const quick = new Map(
    [...nodes]
      .filter(([, node]) => !mayWait(node))
      .map(([id, node]) => [id, { ...node, next: within(node.next, nodes) }]),
  );
  const reaches = reachability(quick);
  const told = new Set<string>();
  return [...quick.values()].flatMap((node) => {
    const targets = Object.values(node.next).filter((next): next is string => next !== null && quick.has(next));
    const back = targets.find((next) => reaches(next, node.id));
    if (back === undefined || told.has(node.id)) return [];
    const loop = [...quick.keys()].filter((id) => reaches(node.id, id) && reaches(id, node.id));
    for (const id of loop) told.add(id);
    return [
      problem(
        'error',
        'loop-without-wait',
        node,
        [],
        `${loop.join(' → ')} → ${node.id} is a loop without a pause. Put a step into it that waits, such as "wait".`,
      ),
    ];
  });
}

/** Steps that are not known well enough count as waiting: what they are is told elsewhere. */
function mayWait({ type, config }: Node): boolean {
  return !type || config === undefined || type.waits(config);
}

function within(next: Next, nodes: ReadonlyMap<string, Node>): Next {
  return Object.fromEntries(
    Object.entries(next).filter(([, id]) => id !== null && nodes.has(id) && !mayWait(nodes.get(id) as Node)),
  );
}

function checkJoins(nodes: ReadonlyMap<string, Node>): readonly Issue[] {
  const forks = [...nodes.values()].filter(({ step }) => step?.type === 'parallel');
  const reaches = reachability(nodes);
  return [...nodes.values()]
    .filter(({ step }) => step?.type === 'join')
    .flatMap((node) => {
      if (forks.some(({ id }) => reaches(id, node.id))) return [];
      return [
        problem(
          'error',
          'join-without-parallel',
          node,
          [],
          'No "parallel" step leads to this join, so there is nothing to bring together. Remove it, or draw the branches of a parallel step to it.',
        ),
      ];
    });
}
