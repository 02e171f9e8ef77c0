import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Box } from '../elements/box.tsx';
import { nextId, type SpecialDraft } from './calendar-draft.ts';
import type { PartProps } from './editor-part.ts';
import { TimesEditor } from './times-editor.tsx';

type RowProps = {
  readonly day: SpecialDraft;
  readonly number: number;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (part: Partial<SpecialDraft>) => void;
  readonly onRemove: () => void;
};

function SpecialRow({ day, number, error, readOnly, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className="special-row">
      <TextInput
        type="date"
        size="xs"
        aria-label={t('calendars.special.date', { number })}
        value={day.date}
        error={error !== undefined}
        disabled={readOnly}
        onChange={(event) => onChange({ date: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        className="holiday-name"
        aria-label={t('calendars.special.name', { number })}
        placeholder={t('calendars.namePlace')}
        value={day.name}
        disabled={readOnly}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {readOnly ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('calendars.special.remove', { number })}
          onClick={onRemove}
        >
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      )}
      <TimesEditor
        of={t('calendars.special.day', { number })}
        times={day.times}
        none={t('calendars.free')}
        error={error}
        readOnly={readOnly}
        onChange={(times) => onChange({ times })}
      />
    </li>
  );
}

/** Days with hours of their own, which win over the week and over holidays. */
export function SpecialDays({ draft, change, problemAt, readOnly }: PartProps) {
  const { t } = useTranslation();
  const { specialDays } = draft;
  const put = (id: number, part: Partial<SpecialDraft>) =>
    change({ specialDays: specialDays.map((day) => (day.id === id ? { ...day, ...part } : day)) });
  const add = () => {
    const fresh = { id: nextId(specialDays), name: '', date: '', times: [{ from: '09:00', to: '13:00' }] };
    change({ specialDays: [...specialDays, fresh] });
  };
  return (
    <Box title={t('calendars.specialDays')}>
      {specialDays.length === 0 ? <p className="soft calendar-note">{t('calendars.specialDaysNone')}</p> : null}
      <ul className="holiday-rows">
        {specialDays.map((day, index) => (
          <SpecialRow
            key={day.id}
            day={day}
            number={index + 1}
            error={problemAt(`specialDays/${day.id}`)}
            readOnly={readOnly}
            onChange={(part) => put(day.id, part)}
            onRemove={() => change({ specialDays: specialDays.filter(({ id }) => id !== day.id) })}
          />
        ))}
      </ul>
      {readOnly ? null : (
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('calendars.special.add')}
        </Button>
      )}
    </Box>
  );
}
