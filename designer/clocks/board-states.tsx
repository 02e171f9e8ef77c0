import { useTranslation } from 'react-i18next';
import type { BoardCounts } from '../api/clock-answers.ts';
import { clockLooks } from './clock-state-chip.tsx';

/** What is worst stands first. */
const states = ['breached', 'at-risk', 'paused', 'running'] as const;

type BoardStatesProps = {
  readonly counts: BoardCounts | undefined;
  /** The state that is chosen; empty for all. */
  readonly chosen: string;
  readonly onChoose: (state: string) => void;
};

/** How many clocks are in each state; each narrows the board to its own, and back. */
export function BoardStates({ counts, chosen, onChoose }: BoardStatesProps) {
  const { t } = useTranslation();
  return (
    <div className="board-states">
      {states.map((state) => {
        const { icon: Picture, tone } = clockLooks[state];
        return (
          <button
            key={state}
            type="button"
            className={`board-state board-state-${tone}`}
            aria-pressed={chosen === state}
            onClick={() => onChoose(chosen === state ? '' : state)}
          >
            <Picture size={18} stroke={1.5} aria-hidden />
            <b className="figures">{counts?.[state] ?? '–'}</b>
            <span>{t(`clockState.${state}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
