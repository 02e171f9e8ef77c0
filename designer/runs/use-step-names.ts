import { useQueries } from '@tanstack/react-query';
import type { Run } from '../api/answers.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { stepName } from '../canvas/step-text.ts';
import { useWords } from '../i18n/words.ts';
import { definitionQuery } from './use-run.ts';

/** What a step of a run is called in the definition that the run follows. */
export type StepNames = (run: Run, stepId: string) => string;

const idOf = ({ workflow, version }: Run) => `${version} ${workflow}`;

/** The names of steps in runs of a list; their ids until the definitions are there. */
export function useStepNames(runs: readonly Run[]): StepNames {
  const words = useWords();
  const distinct = [...new Map(runs.map((run) => [idOf(run), run])).values()];
  const definitions = useQueries({ queries: distinct.map((run) => definitionQuery(run.workflow, run.version)) });
  const views = new Map(distinct.map((run, index) => [idOf(run), viewDefinition(definitions[index]?.data)]));
  return (run, stepId) => stepName(views.get(idOf(run))?.steps[stepId], stepId, words);
}
