import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Box } from '../elements/box.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { weekdays, weekOf } from './calendar-draft.ts';
import type { PartProps } from './editor-part.ts';
import { weekdayName } from './say-hours.ts';
import { TimesEditor } from './times-editor.tsx';

/** The hours of each day of a usual week. */
export function WeekEditor({ draft, change, problemAt, readOnly }: PartProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const workdays = () =>
    change({ weekly: weekOf((day) => (day === '6' || day === '7' ? draft.weekly[day] : draft.weekly['1'])) });
  const whole = problemAt('weekly');
  return (
    <Box title={t('calendars.week')}>
      <div className="week">
        {weekdays.map((day) => {
          const name = weekdayName(Number(day), locale);
          return (
            <fieldset key={day} className="week-day" aria-label={name}>
              <span className="week-name">{name}</span>
              <TimesEditor
                of={name}
                times={draft.weekly[day]}
                none={t('calendars.free')}
                error={problemAt(`weekly/${day}`)}
                readOnly={readOnly}
                onChange={(times) => change({ weekly: { ...draft.weekly, [day]: times } })}
              />
            </fieldset>
          );
        })}
      </div>
      {whole === undefined ? null : (
        <p className="field-error" role="alert">
          {whole}
        </p>
      )}
      {readOnly ? null : (
        <div className="box-foot">
          <Button size="compact-sm" variant="default" onClick={workdays}>
            {t('calendars.likeMonday', { day: weekdayName(1, locale) })}
          </Button>
        </div>
      )}
    </Box>
  );
}
