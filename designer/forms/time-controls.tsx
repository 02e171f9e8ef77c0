import { Chip, Input, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { weekdayName } from '../calendars/say-hours.ts';
import { readTimeOfDay } from '../elements/time-of-day.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { type DurationUnit, durationDraft, durationOf, elapsedUnits, workUnits } from './duration-draft.ts';
import { type ControlProps, type Controls, useInput, useOptionName, useSettingName } from './form-scope.ts';
import { NamedSelect } from './named-select.tsx';
import { useCalendarOptions } from './options.ts';
import { useTyped } from './use-typed.ts';

const isWork = (unit: DurationUnit) => workUnits.some((one) => one === unit);

function UnitSelect({
  work,
  unit,
  onChange,
}: {
  work: boolean;
  unit: DurationUnit;
  onChange: (u: DurationUnit) => void;
}) {
  const { t } = useTranslation();
  const units: readonly DurationUnit[] = [...elapsedUnits, ...(work ? workUnits : []), 'written'];
  return (
    <NativeSelect
      aria-label={t('forms.unit')}
      value={unit}
      data={units.map((value) => ({ value, label: t(`durationUnit.${value}`) }))}
      onChange={(event) => onChange(event.currentTarget.value as DurationUnit)}
    />
  );
}

/** Whether a text can be given on as the amount of a unit. */
const isAmount = (text: string, unit: DurationUnit, required: boolean) =>
  text.trim() === '' ? !required : unit === 'written' || /^\d+$/.test(text.trim());

/** A length of time: an amount, its unit, and the calendar of working time. */
function DurationControl(props: ControlProps<'duration'>) {
  const { t } = useTranslation();
  const { control, value, required, path, onChange } = props;
  const { error, ...input } = useInput(props);
  const calendars = useCalendarOptions();
  const [unitOfNone, setUnitOfNone] = useState<DurationUnit>('days');
  const found = durationDraft(value);
  const draft = value === undefined ? { ...found, unit: unitOfNone } : found;
  const change = (part: Partial<typeof draft>) => {
    const next = durationOf({ ...draft, ...part });
    if (next === undefined) setUnitOfNone(part.unit ?? draft.unit);
    if (next !== undefined || !required) onChange(next, path);
  };
  const amount = useTyped({
    value,
    write: () => draft.amount,
    read: (text) => (isAmount(text, draft.unit, required) ? { value: durationOf({ ...draft, amount: text }) } : null),
    onChange: (next) => {
      setUnitOfNone(draft.unit);
      onChange(next, path);
    },
  });
  return (
    <div className="form-field">
      <div className="form-pair">
        <TextInput
          {...input}
          error={amount.unread ? t('forms.noAmount') : error !== undefined}
          inputMode={draft.unit === 'written' ? 'text' : 'numeric'}
          value={amount.text}
          onChange={(event) => amount.type(event.currentTarget.value)}
        />
        <UnitSelect work={control.work} unit={draft.unit} onChange={(unit) => change({ unit })} />
      </div>
      {isWork(draft.unit) ? (
        <NamedSelect
          aria-label={t('forms.calendar')}
          none={t('forms.usualCalendar')}
          value={draft.calendar}
          options={calendars}
          onChange={(calendar) => change({ calendar })}
        />
      ) : null}
      {error === undefined ? null : <Input.Error>{error}</Input.Error>}
    </div>
  );
}

/** A time of day, typed in any usual way. */
function TimeControl(props: ControlProps<'time'>) {
  const { t } = useTranslation();
  const { value, required, path, onChange } = props;
  const input = useInput(props);
  const { text, type, unread } = useTyped({
    value,
    write: (time) => (typeof time === 'string' ? time : ''),
    read: (typed) => {
      if (typed.trim() === '' && !required) return { value: undefined };
      const time = typed.trim() === '24:00' ? '24:00' : readTimeOfDay(typed);
      return time === null ? null : { value: time };
    },
    onChange: (next) => onChange(next, path),
  });
  return (
    <TextInput
      {...input}
      placeholder="09:00"
      autoComplete="off"
      value={text}
      error={unread ? t('forms.noTime') : input.error}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

const week = [1, 2, 3, 4, 5, 6, 7];

/** Days of the week; none of them is any. */
function WeekdaysControl(props: ControlProps<'weekdays'>) {
  const { value, path, onChange } = props;
  const locale = useLocale();
  const { error, description } = useInput(props);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const change = (days: readonly string[]) => onChange(days.length === 0 ? undefined : days.map(Number).sort(), path);
  return (
    <Input.Wrapper
      label={props.labelHidden ? undefined : props.label}
      description={description}
      error={error}
      labelElement="div"
    >
      <Chip.Group multiple value={chosen} onChange={change}>
        <fieldset className="form-chips" aria-label={props.label}>
          {week.map((day) => (
            <Chip key={day} size="sm" value={String(day)}>
              {weekdayName(day, locale, 'short')}
            </Chip>
          ))}
        </fieldset>
      </Chip.Group>
    </Input.Wrapper>
  );
}

const named = 'named';

/** Whose time zone counts, or one by its name. */
function ZoneOfControl(props: ControlProps<'zone-of'>) {
  const { t } = useTranslation();
  const nameOf = useOptionName();
  const settingName = useSettingName();
  const { control, value, required, path, onChange } = props;
  const input = useInput(props);
  const text = typeof value === 'string' ? value : undefined;
  const isNamed = text !== undefined && !control.options.includes(text);
  const choose = (chosen: string) =>
    onChange(
      chosen === '' ? undefined : chosen === named ? Intl.DateTimeFormat().resolvedOptions().timeZone : chosen,
      path,
    );
  return (
    <div className="form-field">
      <NativeSelect
        {...input}
        value={isNamed ? named : (text ?? '')}
        data={[
          ...(required && text !== undefined ? [] : [{ value: '', label: '–' }]),
          ...control.options.map((option) => ({ value: option, label: nameOf(option) })),
          { value: named, label: t('forms.zoneByName') },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {isNamed ? (
        <ZoneName
          label={settingName({ key: 'zone', title: null })}
          value={text}
          onChange={(name) => onChange(name, path)}
        />
      ) : null}
    </div>
  );
}

function ZoneName({ label, value, onChange }: { label: string; value: string; onChange: (name: string) => void }) {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));
  return <NamedSelect aria-label={label} value={value} options={zones} onChange={onChange} />;
}

export const timeControls: Controls<'duration' | 'time' | 'weekdays' | 'zone-of'> = {
  duration: DurationControl,
  time: TimeControl,
  weekdays: WeekdaysControl,
  'zone-of': ZoneOfControl,
};
