import { NativeSelect, NumberInput, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { useBuilder } from './builder-context.ts';
import { DurationInput } from './duration-input.tsx';
import type { RowValue } from './query.ts';

type LookupProps = { readonly value: RowValue; readonly onChange: (value: RowValue) => void };

/** Events that are asked for often; any name will do. */
const usualEvents = [
  'email.opened',
  'email.clicked',
  'email.received',
  'sms.replied',
  'sms.clicked',
  'form.submitted',
  'page.viewed',
  'portal.visited',
  'offer.viewed',
  'offer.accepted',
];

/** An option of `performed` changed where it stands, or left out. */
function withOption(value: RowValue, key: string, option: Json | undefined): RowValue {
  const entries = Object.entries(value.options ?? {}).filter(([name]) => name !== key || option !== undefined);
  const options: JsonObject = { ...Object.fromEntries(entries), ...(option === undefined ? {} : { [key]: option }) };
  const { options: _, ...rest } = value;
  return Object.keys(options).length === 0 ? rest : { ...rest, options };
}

type Since = 'ever' | 'within' | 'run' | 'step';

function sinceOf({ options = {} }: RowValue): Since {
  if (options.within !== undefined) return 'within';
  if (options.since === undefined) return 'ever';
  return options.since === 'run' ? 'run' : 'step';
}

/** What the person did, since when and how often. */
export function PerformedInput({ value, onChange }: LookupProps) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  const count = value.options?.count;
  return (
    <>
      <TagsInput
        label={t('builder.events')}
        className="builder-events"
        disabled={disabled}
        value={[...(value.events ?? [])]}
        data={usualEvents}
        acceptValueOnBlur
        renderOption={({ option }) => t(`event.${option.value}`, { defaultValue: option.value })}
        onChange={(events) => onChange({ ...value, events })}
      />
      <SinceInput value={value} onChange={onChange} inRun={scope.roots.run !== undefined} />
      <NumberInput
        label={t('builder.times')}
        className="builder-amount"
        disabled={disabled}
        min={1}
        allowDecimal={false}
        value={typeof count === 'number' ? count : 1}
        onChange={(next) => {
          const times = Number(next);
          if (Number.isInteger(times) && times >= 1 && times !== (count ?? 1))
            onChange(withOption(value, 'count', times === 1 ? undefined : times));
        }}
      />
    </>
  );
}

/** From when on it counts that a person did something. */
function SinceInput({ value, inRun, onChange }: LookupProps & { readonly inRun: boolean }) {
  const { t } = useTranslation();
  const { scope, disabled } = useBuilder();
  const since = sinceOf(value);
  const { steps } = scope.roots;
  const ids = steps?.kind === 'steps' ? steps.ids : [];
  const choices: readonly Since[] = [
    'ever',
    'within',
    ...(inRun || since === 'run' ? (['run'] as const) : []),
    ...(ids.length > 0 || since === 'step' ? (['step'] as const) : []),
  ];
  const bare = withOption(withOption(value, 'within', undefined), 'since', undefined);
  const begin = (next: string) => {
    if (next === 'within') onChange(withOption(bare, 'within', 'P30D'));
    else if (next === 'run') onChange(withOption(bare, 'since', 'run'));
    else onChange(next === 'step' ? withOption(bare, 'since', { step: ids[0] ?? '' }) : bare);
  };
  return (
    <>
      <NativeSelect
        label={t('builder.since')}
        disabled={disabled}
        value={since}
        data={choices.map((key) => ({ value: key, label: t(`builder.since.${key}`) }))}
        onChange={(event) => begin(event.currentTarget.value)}
      />
      {since === 'within' ? (
        <DurationInput
          label={t('builder.howLong')}
          value={String(value.options?.within)}
          onChange={(within) => onChange(withOption(value, 'within', within))}
        />
      ) : null}
      {since === 'step' ? <StepInput value={value} ids={ids} onChange={onChange} /> : null}
    </>
  );
}

/** The step since which it counts. */
function StepInput({ value, ids, onChange }: LookupProps & { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const { words, disabled } = useBuilder();
  const from = value.options?.since;
  const step = typeof from === 'object' && from !== null && 'step' in from ? String(from.step) : '';
  const named = ids.includes(step) ? ids : [step, ...ids];
  return (
    <NativeSelect
      label={t('builder.step')}
      disabled={disabled}
      value={step}
      data={named.map((id) => ({ value: id, label: words.stepName?.(id) ?? id }))}
      onChange={(event) => onChange(withOption(value, 'since', { step: event.currentTarget.value }))}
    />
  );
}
