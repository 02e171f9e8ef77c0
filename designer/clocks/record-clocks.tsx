import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { RecordClock } from '../api/clock-answers.ts';
import { Box, type Fact, Facts, Fold } from '../elements/box.tsx';
import { exactTime, placeOf } from '../elements/format-time.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { ClockHistory } from './clock-history.tsx';
import { ClockMeter } from './clock-meter.tsx';
import { ClockStateChip } from './clock-state-chip.tsx';
import { sayWorkTime } from './say-work-time.ts';
import { usePolicies, useRecordClocks } from './use-board.ts';
import { useClockCalendars } from './use-clock-calendars.ts';
import './board.css';

/** What a clock promises, and what it is counted by. */
function useClockFacts(clock: RecordClock): readonly Fact[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const policies = usePolicies().data?.items ?? [];
  const { dueAt, zone, warnings, runId, policy, targetSeconds } = clock;
  const passed = warnings.filter((warning) => warning.passed).length;
  return [
    { label: t('clock.target'), value: sayWorkTime(targetSeconds, t) },
    ...(dueAt && zone
      ? [{ label: t('clock.due', { place: placeOf(zone) }), value: exactTime(Date.parse(dueAt), { locale, zone }) }]
      : []),
    ...(warnings.length > 0
      ? [{ label: t('clock.warnings'), value: t('clock.warningsPassed', { passed, all: warnings.length }) }]
      : []),
    policy !== null
      ? { label: t('board.policy'), value: policies.find(({ key }) => key === policy)?.name ?? policy }
      : { label: t('clock.keptBy'), value: <Link to={`/runs/${runId}`}>{t('clock.run')}</Link> },
  ];
}

function ClockItem({
  clock,
  told,
  calendars,
}: {
  readonly clock: RecordClock;
  readonly told: number;
  readonly calendars: Calendars;
}) {
  const { t } = useTranslation();
  const facts = useClockFacts(clock);
  return (
    <li className="clock-item">
      <header>
        <b>{clock.name}</b>
        <ClockStateChip state={clock.state} />
      </header>
      <ClockMeter clock={clock} told={told} calendars={calendars} />
      <Facts facts={facts} />
      <Fold title={t('clock.history', { count: clock.history.length })}>
        <ClockHistory clock={clock} />
      </Fold>
    </li>
  );
}

/** The promises about a record and how they stand; nothing where there never was one. */
export function RecordClocks({ type, id }: { readonly type: string; readonly id: string }) {
  const { t } = useTranslation();
  const clocks = useRecordClocks(type, id);
  const calendars = useClockCalendars();
  const items = clocks.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Box title={t('clock.title')}>
      <ul className="clock-list">
        {items.map((clock) => (
          <ClockItem key={clock.id} clock={clock} told={clocks.dataUpdatedAt} calendars={calendars} />
        ))}
      </ul>
    </Box>
  );
}
