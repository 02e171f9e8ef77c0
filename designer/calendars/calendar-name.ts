import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Calendar } from '../api/calendar-answers.ts';

/** What a calendar is called: those that are always there in the language of the app. */
export function useCalendarName(): (calendar: Pick<Calendar, 'key' | 'name' | 'builtIn'>) => string {
  const { t } = useTranslation();
  return (calendar) => calendarName(calendar, t);
}

const calendarName = ({ key, name, builtIn }: Pick<Calendar, 'key' | 'name' | 'builtIn'>, t: TFunction) =>
  builtIn ? t(`calendars.builtIn.${key}`, { defaultValue: name }) : name;
