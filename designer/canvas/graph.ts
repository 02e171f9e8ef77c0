import type { DefinitionView } from './definition-view.ts';

export const triggerId = '$triggers';

export type GraphNode =
  | { readonly kind: 'triggers'; readonly id: string }
  | { readonly kind: 'step'; readonly id: string; readonly stepId: string }
  | { readonly kind: 'end'; readonly id: string };

/** A line: from the triggers or an outlet of a step, to a step or an end. */
export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly outlet: string | null;
  /** Whether its outlet's name stands on it: only where there is a choice. */
  readonly named: boolean;
};

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

/** Cards, ends and lines of a definition. Branches that end get a dot; dangling connections end in a dot too. */
export function graphOf(definition: DefinitionView): Graph {
  const nodes: GraphNode[] = [{ kind: 'triggers', id: triggerId }];
  const edges: GraphEdge[] = [];
  const { steps, start } = definition;
  if (start !== null && Object.hasOwn(steps, start))
    edges.push({ id: `${triggerId}>${start}`, from: triggerId, to: start, outlet: null, named: false });
  for (const [stepId, step] of Object.entries(steps)) {
    nodes.push({ kind: 'step', id: stepId, stepId });
    const outlets = Object.entries(step.next);
    const drawn = outlets.length > 0 ? outlets : terminal(step.type) ? [] : [['done', null] as const];
    for (const [outlet, next] of drawn) {
      const target = next !== null && Object.hasOwn(steps, next) ? next : `${stepId}>${outlet}.`;
      if (target !== next) nodes.push({ kind: 'end', id: target });
      edges.push({
        id: `${stepId}>${outlet}`,
        from: stepId,
        to: target,
        outlet,
        named: drawn.length > 1 || outlet !== 'done',
      });
    }
  }
  return { nodes, edges };
}

const terminal = (type: string) => type === 'end' || type === 'fail';
