import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SimulationResult } from '../../domain/run/simulation/simulation.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { stepIcon } from '../canvas/step-icons.ts';
import { stepName } from '../canvas/step-text.ts';
import { shortTime } from '../elements/format-time.ts';
import { Square } from '../elements/square.tsx';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useWords } from '../i18n/words.ts';
import type { StoryEntry } from '../runs/story.ts';

type SimulationDrawerProps = {
  readonly definition: DefinitionView;
  readonly simulation: SimulationResult;
  /** The start, then one entry for each visit. */
  readonly entries: readonly StoryEntry[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onClose: () => void;
};

/** Stops of a simulation along the time, with their local times; a stop opens what happened there. */
export function SimulationDrawer({
  definition,
  simulation,
  entries,
  chosen,
  onChoose,
  onClose,
}: SimulationDrawerProps) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useTimeFormat();
  const nameOf = ({ stepId, title }: StoryEntry) =>
    stepId === '' ? title : stepName(definition.steps[stepId], stepId, words);
  const start = Date.parse(entries[0]?.at ?? simulation.end.at);
  const steps = t('library.steps', { count: simulation.path.length });
  const messages = t('simulation.messages', { count: simulation.messages.length });
  const { refused, end } = simulation;
  const ended =
    end.state === 'waiting' ? t('simulation.stillWaits') : t('simulation.ended', { state: t(`runState.${end.state}`) });
  return (
    <section className="drawer" aria-label={t('simulation.title')}>
      <div className="drawer-head">
        <h2 className="box-title drawer-title">{t('simulation.title')}</h2>
        <span className="soft grow">
          {refused ? t(`simulation.refused.${refused}`) : ended} {t('simulation.summary', { steps, messages })}
        </span>
        <CloseButton aria-label={t('simulation.close')} onClick={onClose} />
      </div>
      <ol className="stops" aria-label={t('run.story')}>
        {entries.map((entry, index) => (
          <li key={entry.key}>
            <button type="button" className="stop" aria-pressed={index === chosen} onClick={() => onChoose(index)}>
              <Square icon={stepIcon(entry.icon)} group={entry.group} small />
              <b className={entry.tone}>{entry.title.length > 40 ? nameOf(entry) : entry.title}</b>
              <span className="short-when">{entry.at ? shortTime(Date.parse(entry.at), start, format) : ''}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
