import type { Issue } from '../errors.ts';
import { maxStepsInLeg } from '../run/leg.ts';
import { reachability } from '../run/leg-definition.ts';
import { type GraphNode, problem } from './graph-node.ts';

type Graph = ReadonlyMap<string, GraphNode>;

/**
 * Ways that come back without a step that takes time: they would run for ever in one leg. Those that can be gone a number of times
 * only, because each leads through the counted outlet of a "repeat", are accepted, with a warning where a leg may be too short for them. Each loop is
 * told once, at its first step on the way from the start, whatever the order in which the steps are written.
 */
export function checkLoops(nodes: Graph, start: string): readonly Issue[] {
  const order = walk(nodes, start);
  const quick = restricted(nodes, ({ next }) => Object.values(next));
  const endless = loopsOf(restricted(nodes, uncounted), order).map((loop) =>
    problem(
      'error',
      'loop-without-wait',
      loop[0],
      [],
      `${told(loop)} is a loop without a pause. Put a step into it that waits, such as "wait".`,
      { loop: told(loop) },
    ),
  );
  const named = new Set(endless.map(({ stepId }) => stepId));
  const long = loopsOf(quick, order)
    .filter((loop) => stepsOf(loop) > maxStepsInLeg && !loop.some(({ id }) => named.has(id)))
    .map((loop) =>
      problem(
        'warning',
        'loop-too-long',
        loop[0],
        [],
        `${told(loop)} may be ${stepsOf(loop)} steps without a pause, and a run does at most ${maxStepsInLeg} at once. Lower "times", or put a step into it that waits.`,
        { loop: told(loop), steps: stepsOf(loop), most: maxStepsInLeg },
      ),
    );
  return [...endless, ...long];
}

type Loop = readonly [GraphNode, ...GraphNode[]];

const told = (loop: Loop) => [...loop, loop[0]].map(({ id }) => id).join(' → ');

/** Steps that lead to each other, in the order of the walk; a step alone when it leads to itself. */
function loopsOf(
  graph: ReadonlyMap<string, Pick<GraphNode, 'next'> & { readonly node: GraphNode }>,
  order: readonly string[],
): readonly Loop[] {
  const reaches = reachability(graph);
  const known = new Set<string>();
  return order.flatMap((id): Loop[] => {
    const found = graph.get(id);
    if (!found || known.has(id)) return [];
    const returns = Object.values(found.next).some((next) => next !== null && reaches(next, id));
    if (!returns) return [];
    const others = order.filter(
      (other) => other !== id && graph.has(other) && reaches(id, other) && reaches(other, id),
    );
    for (const member of [id, ...others]) known.add(member);
    return [[found.node, ...others.flatMap((other) => graph.get(other)?.node ?? [])]];
  });
}

/** The part of the graph that takes no time, with some of its ways. */
function restricted(nodes: Graph, ways: (node: GraphNode) => readonly (string | null)[]) {
  const quick = new Map([...nodes].filter(([, node]) => !mayWait(node)));
  return new Map(
    [...quick].map(([id, node]) => {
      const kept = ways(node).filter((next) => next !== null && quick.has(next));
      return [id, { node, next: Object.fromEntries(kept.map((next, n) => [n, next])) }];
    }),
  );
}

/** Where a step leads by outlets that it may take any number of times. */
function uncounted({ next, type, config }: GraphNode): readonly (string | null)[] {
  const counted = type?.counts?.(config)?.outlet;
  return Object.entries(next).flatMap(([outlet, id]) => (outlet === counted ? [] : [id]));
}

/** Steps that are not known well enough count as waiting: what they are is told elsewhere. */
function mayWait({ type, config }: GraphNode): boolean {
  return !type || config === undefined || type.waits(config);
}

/** The most steps of a counted loop: its laps, those of loops inside it multiplied, each through all of its steps. */
function stepsOf(loop: Loop): number {
  const laps = loop.map(({ type, config }) => type?.counts?.(config)?.times ?? 0).filter((times) => times > 0);
  return laps.reduce((all, times) => all * (times + 1), 1) * loop.length;
}

/** All steps, those first that ways lead to from the start, and each once; outlets in the order of their names. */
function walk(nodes: Graph, start: string): readonly string[] {
  const found = new Set(nodes.has(start) ? [start] : []);
  for (const id of found) {
    const next = Object.entries(nodes.get(id)?.next ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, to] of next) if (to !== null && nodes.has(to)) found.add(to);
  }
  return [...found, ...[...nodes.keys()].filter((id) => !found.has(id)).sort()];
}
