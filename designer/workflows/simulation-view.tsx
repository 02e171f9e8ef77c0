import { useMemo, useState } from 'react';
import type { SimulationResult } from '../../domain/run/simulation/simulation.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { litPath } from '../canvas/lit-path.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { startEntry } from '../runs/start-entry.ts';
import { storyOf } from '../runs/story.ts';
import { useStoryContext } from '../runs/use-story-context.ts';
import { SimulationDrawer } from './simulation-drawer.tsx';
import { SimulationStop } from './simulation-stop.tsx';

type SimulationViewProps = {
  readonly simulation: SimulationResult;
  readonly definition: DefinitionView;
  readonly onClose: () => void;
};

/** The travelled path lit on the canvas, its stops below, what happened at the chosen one beside it. */
export function SimulationView({ simulation, definition, onClose }: SimulationViewProps) {
  const context = useStoryContext(definition);
  const [chosen, setChosen] = useState<number | null>(null);
  const entries = useMemo(() => {
    const visits = storyOf(simulation.path, context).map((entry) => ({ ...entry, messageIds: [] }));
    const startedAt = simulation.path[0]?.startedAt ?? simulation.end.at;
    return [startEntry({ startedAt, origin: { by: 'trigger' } }, context), ...visits];
  }, [simulation, context]);
  const lit = useMemo(
    () =>
      litPath(
        definition,
        simulation.path,
        simulation.positions.map(({ stepId }) => stepId),
      ),
    [definition, simulation],
  );
  const entry = chosen === null ? undefined : entries[chosen];
  const at = <T extends { readonly stepId: string; readonly at: string }>(items: readonly T[]) =>
    items.filter(
      (item) =>
        item.stepId === entry?.stepId &&
        (entry.at === null || item.at <= entry.at) &&
        item.at >= (entries[(chosen ?? 0) - 1]?.at ?? ''),
    );
  const chooseStep = (id: string | null) => {
    const index = entries.findIndex(({ stepId }) => stepId !== '' && stepId === id);
    setChosen(index < 0 ? null : index);
  };
  return (
    <div className={`editor${entry ? ' with-settings' : ''}`}>
      <div className="editor-middle">
        <WorkflowCanvas definition={definition} lit={lit} selected={entry?.stepId ?? null} onSelect={chooseStep} />
        <SimulationDrawer
          definition={definition}
          simulation={simulation}
          entries={entries}
          chosen={chosen ?? -1}
          onChoose={setChosen}
          onClose={onClose}
        />
      </div>
      {entry ? (
        <SimulationStop
          entry={entry}
          messages={at(simulation.messages)}
          writes={at(simulation.writes)}
          starts={at(simulation.starts)}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </div>
  );
}
