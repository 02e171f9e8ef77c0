import type { DefinitionView } from './definition-view.ts';
import { drawnOutlet } from './step-text.ts';

/** A way through a definition: what was visited, which outlets were taken, where it stands now. */
export type LitPath = {
  readonly visited: ReadonlySet<string>;
  /** `step>outlet` of every turn that was taken, by the line that is drawn for it. */
  readonly taken: ReadonlySet<string>;
  readonly here: ReadonlySet<string>;
  /** It stands there because something went wrong. */
  readonly stopped?: boolean;
  /** Steps that went on by several ways at once. */
  readonly forks: ReadonlySet<string>;
};

type Visit = { readonly stepId: string; readonly outlet?: string | null };

/** The path of visits through a definition; `positions` are the steps at which it stands. */
export function litPath(
  definition: DefinitionView,
  visits: readonly Visit[],
  positions: readonly string[] = [],
): LitPath {
  const turns = visits.flatMap(({ stepId, outlet }) =>
    outlet ? [`${stepId}>${drawnOutlet(definition.steps[stepId], outlet)}`] : [],
  );
  return {
    visited: new Set([...visits.map(({ stepId }) => stepId), ...positions]),
    taken: new Set(turns),
    here: new Set(positions),
    forks: new Set(visits.flatMap(({ stepId, outlet }) => (outlet || positions.includes(stepId) ? [] : [stepId]))),
  };
}
