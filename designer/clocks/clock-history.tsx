import { useTranslation } from 'react-i18next';
import { targetMark } from '../../domain/sla/marks.ts';
import type { ClockChange, RecordClock } from '../api/clock-answers.ts';
import { When } from '../elements/when.tsx';
import { sayWorkTime } from './say-work-time.ts';

function useChangeWords(clock: RecordClock): (change: ClockChange) => string {
  const { t } = useTranslation();
  return ({ what, mark }) => {
    if (what !== 'reached') return t(`clockChange.${what}`, { defaultValue: what });
    if (mark === targetMark.id) return t('clockChange.target');
    const warning = clock.warnings.find(({ id }) => id === mark);
    const percent = warning ? Math.round((warning.atSeconds / Math.max(1, clock.targetSeconds)) * 100) : null;
    return percent === null ? t('clockChange.level', { name: mark ?? '' }) : t('clockChange.warning', { percent });
  };
}

/** What happened to a clock, oldest first, with the working time that was consumed by then. */
export function ClockHistory({ clock }: { readonly clock: RecordClock }) {
  const { t } = useTranslation();
  const say = useChangeWords(clock);
  return (
    <ol className="clock-history">
      {clock.history.map((change, n) => (
        // Lines are only ever added at the end.
        // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have everything in common but their place
        <li key={n}>
          <span>{say(change)}</span>
          <When at={change.at} clock />
          <small>
            {t('clock.ofTarget', {
              time: sayWorkTime(change.consumedSeconds, t),
              target: sayWorkTime(change.targetSeconds, t),
            })}
          </small>
        </li>
      ))}
    </ol>
  );
}
