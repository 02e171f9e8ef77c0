import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Box } from '../elements/box.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { dateOf, type HolidayDraft, nextId } from './calendar-draft.ts';
import type { PartProps } from './editor-part.ts';

const two = (value: number) => String(value).padStart(2, '0');
const monthName = (month: number, locale: string) =>
  new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2028, month - 1, 1));

type RowProps = {
  readonly holiday: HolidayDraft;
  readonly number: number;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (part: Partial<HolidayDraft>) => void;
  readonly onRemove: () => void;
};

/** The day and month of a holiday of every year. */
function YearlyDate({ holiday, number, error, readOnly, onChange }: Omit<RowProps, 'onRemove'>) {
  const { t } = useTranslation();
  const locale = useLocale();
  const select = (part: 'day' | 'month', data: readonly { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={t(`calendars.holiday.${part}`, { number })}
      value={holiday[part]}
      data={[...data]}
      error={error !== undefined}
      disabled={readOnly}
      onChange={(event) => onChange({ [part]: event.currentTarget.value })}
    />
  );
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
  return (
    <span className="yearly-date">
      {select(
        'day',
        numbers(31).map((day) => ({ value: two(day), label: String(day) })),
      )}
      {select(
        'month',
        numbers(12).map((month) => ({ value: two(month), label: monthName(month, locale) })),
      )}
    </span>
  );
}

function HolidayDate(props: Omit<RowProps, 'onRemove'>) {
  const { holiday, number, error, readOnly, onChange } = props;
  const { t } = useTranslation();
  if (holiday.yearly) return <YearlyDate {...props} />;
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label={t('calendars.holiday.date', { number })}
      value={holiday.date}
      error={error !== undefined}
      disabled={readOnly}
      onChange={(event) => onChange({ date: event.currentTarget.value })}
    />
  );
}

function HolidayRow(props: RowProps) {
  const { holiday, number, error, readOnly, onChange, onRemove } = props;
  const { t } = useTranslation();
  return (
    <li className="holiday-row">
      <HolidayDate {...props} />
      <TextInput
        size="xs"
        className="holiday-name"
        aria-label={t('calendars.holiday.name', { number })}
        placeholder={t('calendars.namePlace')}
        value={holiday.name}
        disabled={readOnly}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label={t('calendars.holiday.yearly')}
        aria-label={t('calendars.holiday.yearlyOf', { number })}
        checked={holiday.yearly}
        disabled={readOnly}
        onChange={(event) => onChange(asYearly(holiday, event.currentTarget.checked))}
      />
      {readOnly ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('calendars.holiday.remove', { number })}
          onClick={onRemove}
        >
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      )}
      {error === undefined ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </li>
  );
}

/** The same day of the year, told the other way. */
function asYearly(holiday: HolidayDraft, yearly: boolean): Partial<HolidayDraft> {
  if (!yearly) return { yearly, date: '' };
  const [, month = holiday.month, day = holiday.day] = holiday.date === '' ? [] : dateOf(holiday).split('-');
  return { yearly, month, day };
}

/** Days without work that the company says itself. */
export function HolidayEditor({ draft, change, problemAt, readOnly }: PartProps) {
  const { t } = useTranslation();
  const { holidays } = draft;
  const put = (id: number, part: Partial<HolidayDraft>) =>
    change({ holidays: holidays.map((holiday) => (holiday.id === id ? { ...holiday, ...part } : holiday)) });
  const add = () => {
    const fresh = { id: nextId(holidays), name: '', yearly: false, date: '', month: '01', day: '01' };
    change({ holidays: [...holidays, fresh] });
  };
  return (
    <Box title={t('calendars.ownHolidays')}>
      {holidays.length === 0 ? <p className="soft calendar-note">{t('calendars.ownHolidaysNone')}</p> : null}
      <ul className="holiday-rows">
        {holidays.map((holiday, index) => (
          <HolidayRow
            key={holiday.id}
            holiday={holiday}
            number={index + 1}
            error={problemAt(`holidays/${holiday.id}`)}
            readOnly={readOnly}
            onChange={(part) => put(holiday.id, part)}
            onRemove={() => change({ holidays: holidays.filter(({ id }) => id !== holiday.id) })}
          />
        ))}
      </ul>
      {readOnly ? null : (
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('calendars.holiday.add')}
        </Button>
      )}
    </Box>
  );
}
