import type { DefinitionView } from '../canvas/definition-view.ts';
import type { LineStart } from './edit-steps.ts';

/**
 * A line of the outline: a step, the way on to a step that stands elsewhere in it, or an end where one can be added. `by` is the line that leads
 * to it, null for steps that none leads to; `outlet` is named where a step has several.
 */
export type OutlineRow = {
  readonly kind: 'step' | 'jump' | 'end';
  /** Unique among rows. */
  readonly id: string;
  readonly depth: number;
  readonly stepId: string | null;
  readonly by: LineStart | null;
  readonly outlet: string | null;
};

type Way = Pick<OutlineRow, 'depth' | 'by' | 'outlet'>;

/** A draft as a list from top to bottom: each step once, ways that part one level deeper, what nothing leads to at the end. */
export function outlineRows({ start, steps }: DefinitionView): readonly OutlineRow[] {
  const rows: OutlineRow[] = [];
  const met = new Set<string>();
  const visit = (to: string | null, way: Way): void => {
    // A straight way is walked, not called, however long it is.
    let [next, at]: [string | null, Way] = [to, way];
    for (;;) {
      const step = next !== null && Object.hasOwn(steps, next) ? steps[next] : undefined;
      const id = `${at.by === null ? '' : at.by === 'triggers' ? '$' : `${at.by.stepId}>${at.by.outlet}`}:${next}`;
      if (!step || next === null) {
        if (at.by !== null) rows.push({ kind: 'end', id, stepId: null, ...at });
        return;
      }
      if (met.has(next)) {
        rows.push({ kind: 'jump', id, stepId: next, ...at });
        return;
      }
      met.add(next);
      rows.push({ kind: 'step', id, stepId: next, ...at });
      const outlets = Object.entries(step.next);
      const stepId = next;
      if (outlets.length !== 1) {
        for (const [outlet, target] of outlets) visit(target, { depth: at.depth + 1, by: { stepId, outlet }, outlet });
        return;
      }
      const [[outlet, target] = ['', null]] = outlets;
      [next, at] = [target, { depth: at.depth, by: { stepId, outlet }, outlet: null }];
    }
  };
  visit(start, { depth: 0, by: 'triggers', outlet: null });
  for (const stepId of Object.keys(steps)) if (!met.has(stepId)) visit(stepId, { depth: 0, by: null, outlet: null });
  return rows;
}
