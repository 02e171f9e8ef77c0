import type { Issue } from '../errors.ts';
import { reachability } from '../run/leg-definition.ts';
import { checkLoops } from './check-loops.ts';
import type { ReadStep } from './check-steps.ts';
import { type GraphNode, nodeOf, problem } from './graph-node.ts';

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
          params: { key: start },
        },
      ];
  return [
    ...startIssues,
    ...[...nodes.values()].flatMap((node) => [...checkConnections(node, nodes), ...checkOutlets(node)]),
    ...checkReached(nodes, start),
    ...checkLoops(nodes, start),
    ...checkJoins(nodes),
  ];
}

function checkConnections(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): readonly Issue[] {
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
            { outlet, key: next },
          ),
        ],
  );
}

function checkOutlets(node: GraphNode): readonly Issue[] {
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
        { outlet },
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
        { outlet: id },
      ),
    );
  return [...unknown, ...missing];
}

function checkReached(nodes: ReadonlyMap<string, GraphNode>, start: string): readonly Issue[] {
  if (!nodes.has(start)) return [];
  const reaches = reachability(nodes);
  return [...nodes.values()]
    .filter(({ id }) => !reaches(start, id))
    .map((node) =>
      problem('warning', 'unreachable-step', node, [], 'No way leads to this step. Connect it, or remove it.'),
    );
}

function checkJoins(nodes: ReadonlyMap<string, GraphNode>): readonly Issue[] {
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
