import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TimeInput } from '../elements/time-input.tsx';
import { type Times, withMoreTimes } from './calendar-draft.ts';

type TimesEditorProps = {
  /** The day they are of, for those who hear it. */
  readonly of: string;
  readonly times: readonly Times[];
  /** What it means that there are none. */
  readonly none: string;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (times: readonly Times[]) => void;
};

type RowProps = Pick<TimesEditorProps, 'of' | 'readOnly'> & {
  readonly one: Times;
  readonly number: number;
  readonly invalid: boolean;
  readonly onChange: (one: Times) => void;
  readonly onRemove: () => void;
};

function Row({ of, one, number, invalid, readOnly, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const input = (part: keyof Times) => (
    <TimeInput
      label={t(`calendars.time.${part}`, { day: of, number })}
      value={one[part]}
      invalid={invalid}
      disabled={readOnly}
      onChange={(time) => onChange({ ...one, [part]: time })}
    />
  );
  return (
    <div className="times-row">
      {input('from')}
      <span aria-hidden>–</span>
      {input('to')}
      {readOnly ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t('calendars.time.remove', { day: of, number })}
          onClick={onRemove}
        >
          <IconX size={15} stroke={1.5} />
        </ActionIcon>
      )}
    </div>
  );
}

/** The working times of a day, any number of them. */
export function TimesEditor({ of, times, none, error, readOnly, onChange }: TimesEditorProps) {
  const { t } = useTranslation();
  const put = (at: number, one: Times) => onChange(times.map((each, index) => (index === at ? one : each)));
  return (
    <div className="times">
      {times.length === 0 ? <span className="soft times-none">{none}</span> : null}
      {times.map((one, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: times have nothing else to be told apart by, and keep their order
          key={index}
          of={of}
          one={one}
          number={index + 1}
          invalid={error !== undefined}
          readOnly={readOnly}
          onChange={(changed) => put(index, changed)}
          onRemove={() => onChange(times.filter((_, other) => other !== index))}
        />
      ))}
      {readOnly ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} aria-hidden />}
          aria-label={t(times.length === 0 ? 'calendars.time.addTo' : 'calendars.time.breakIn', { day: of })}
          onClick={() => onChange(withMoreTimes(times))}
        >
          {t(times.length === 0 ? 'calendars.time.add' : 'calendars.time.break')}
        </Button>
      )}
      {error === undefined ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
