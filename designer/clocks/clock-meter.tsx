import { useTranslation } from 'react-i18next';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Clock } from '../api/clock-answers.ts';
import { Meter } from '../elements/meter.tsx';
import { useNow } from '../elements/use-now.ts';
import { clockLooks } from './clock-state-chip.tsx';
import { consumedNow } from './consumed-now.ts';
import { sayWorkTime } from './say-work-time.ts';

type ClockMeterProps = {
  readonly clock: Clock;
  /** When the API told of it (ms). */
  readonly told: number;
  readonly calendars: Calendars;
};

/** What is left of a clock, counting on by its calendar: in words, as a share, and as a bar. */
export function ClockMeter({ clock, told, calendars }: ClockMeterProps) {
  const { t } = useTranslation();
  const now = useNow();
  const consumed = consumedNow(clock, { told, now, calendars });
  const left = clock.targetSeconds - consumed;
  const share = Math.round((consumed / Math.max(1, clock.targetSeconds)) * 100);
  const time = sayWorkTime(left, t);
  const always = clock.calendar === 'always';
  const words =
    clock.endedAt !== null
      ? t('clock.took', { time: sayWorkTime(consumed, t), target: sayWorkTime(clock.targetSeconds, t) })
      : left < 0
        ? t(always ? 'clock.overAlways' : 'clock.over', { time })
        : t(always ? 'clock.leftAlways' : 'clock.left', { time });
  return (
    <Meter percent={share} share={t('clock.percent', { percent: share })} tone={clockLooks[clock.state].tone}>
      {words}
    </Meter>
  );
}
