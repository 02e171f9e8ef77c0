import type { DefinitionView } from './definition-view.ts';

export const triggerId = '$triggers';

export type GraphNode =
  | { readonly kind: 'triggers'; readonly id: string }
  | { readonly kind: 'step'; readonly id: string; readonly stepId: string }
  | { readonly kind: 'end'; readonly id: string };

/** A line: from the triggers or outlets of a step, to a step or an end. Outlets that lead to one step share a line. */
export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Outlets that lead this way; none from the triggers. */
  readonly outlets: readonly string[];
  /** Whether the names of its outlets stand on it: only where there is a choice. */
  readonly named: boolean;
};

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

/** Cards, ends and lines of a definition. Branches that end get a dot; dangling connections end in a dot too. */
export function graphOf(definition: DefinitionView): Graph {
  const nodes: GraphNode[] = [{ kind: 'triggers', id: triggerId }];
  const edges: GraphEdge[] = [];
  const { steps, start } = definition;
  if (start !== null && Object.hasOwn(steps, start))
    edges.push({ id: `${triggerId}>${start}`, from: triggerId, to: start, outlets: [], named: false });
  for (const [stepId, step] of Object.entries(steps)) {
    nodes.push({ kind: 'step', id: stepId, stepId });
    const outlets = Object.entries(step.next);
    const drawn = outlets.length > 0 ? outlets : terminal(step.type) ? [] : [['done', null] as const];
    const ways = new Map<string, string[]>();
    for (const [outlet, next] of drawn) {
      const target = next !== null && Object.hasOwn(steps, next) ? next : `${stepId}>${outlet}.`;
      if (target !== next) nodes.push({ kind: 'end', id: target });
      ways.set(target, [...(ways.get(target) ?? []), outlet]);
    }
    for (const [to, names] of ways) {
      edges.push({
        id: `${stepId}>${to}`,
        from: stepId,
        to,
        outlets: names,
        named: drawn.length > 1 || names[0] !== 'done',
      });
    }
  }
  return { nodes, edges };
}

const terminal = (type: string) => type === 'end' || type === 'fail';
