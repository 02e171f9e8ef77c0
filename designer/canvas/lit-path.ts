/** A way through a definition: what was visited, which outlets were taken, where it stands now. */
export type LitPath = {
  readonly visited: ReadonlySet<string>;
  /** `step>outlet` of every turn that was taken. */
  readonly taken: ReadonlySet<string>;
  readonly here: ReadonlySet<string>;
};

type Visit = { readonly stepId: string; readonly outlet?: string | null };

/** The path of visits; steps without an outlet that were passed (forks) light all lines to what was visited after them. */
export function litPath(visits: readonly Visit[], positions: readonly string[] = []): LitPath {
  return {
    visited: new Set([...visits.map(({ stepId }) => stepId), ...positions]),
    taken: new Set(visits.flatMap(({ stepId, outlet }) => (outlet ? [`${stepId}>${outlet}`] : []))),
    here: new Set(positions),
  };
}
