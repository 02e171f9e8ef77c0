import { useMemo, useState } from 'react';
import type { SimulationResult } from '../../domain/run/simulation/simulation.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { litPath } from '../canvas/lit-path.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { startEntry } from '../runs/start-entry.ts';
import { type StoryEntry, storyOf } from '../runs/story.ts';
import { useStoryContext } from '../runs/use-story-context.ts';
import { SimulationDrawer } from './simulation-drawer.tsx';
import { SimulationStop } from './simulation-stop.tsx';
import './editor.css';
import './simulation.css';

type SimulationViewProps = {
  readonly simulation: SimulationResult;
  readonly definition: DefinitionView;
  readonly onClose: () => void;
};

/** The start and the stops of a simulation, told as a run is. */
function useEntries({ path, end }: SimulationResult, definition: DefinitionView): readonly StoryEntry[] {
  const context = useStoryContext(definition);
  return useMemo(() => {
    const visits = storyOf(path, context).map((entry) => ({ ...entry, messageIds: [] }));
    const startedAt = path[0]?.startedAt ?? end.at;
    return [startEntry({ startedAt, origin: { by: 'trigger' } }, context), ...visits];
  }, [path, end, context]);
}

/** What of these happened at a stop: at its step, after the stop before and not later. */
function happenedAt<T extends { readonly stepId: string; readonly at: string }>(
  items: readonly T[],
  { entry, before }: { readonly entry: StoryEntry; readonly before: StoryEntry | undefined },
): readonly T[] {
  return items.filter(
    ({ stepId, at }) => stepId === entry.stepId && (entry.at === null || at <= entry.at) && at >= (before?.at ?? ''),
  );
}

/** The travelled path lit on the canvas, its stops below, what happened at the chosen one beside it. */
export function SimulationView({ simulation, definition, onClose }: SimulationViewProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const entries = useEntries(simulation, definition);
  const lit = useMemo(() => {
    const standing = simulation.positions.map(({ stepId }) => stepId);
    return litPath(definition, simulation.path, standing);
  }, [definition, simulation]);
  const entry = chosen === null ? undefined : entries[chosen];
  const stop = entry && { entry, before: entries[(chosen ?? 0) - 1] };
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
      {stop ? (
        <SimulationStop
          entry={stop.entry}
          messages={happenedAt(simulation.messages, stop)}
          writes={happenedAt(simulation.writes, stop)}
          starts={happenedAt(simulation.starts, stop)}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </div>
  );
}
