import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type TargetDraft, type TargetUnit, targetUnits } from './policy-draft.ts';
import { RuleInput } from './rule-input.tsx';
import { usualTargets } from './usual-rules.ts';

type TargetRowsProps = {
  readonly subject: RecordTypeKey;
  readonly targets: readonly TargetDraft[];
  readonly disabled: boolean;
  readonly issueAt: (place: string) => string | undefined;
  readonly onChange: (targets: readonly TargetDraft[]) => void;
};

type TargetRowProps = Omit<TargetRowsProps, 'targets' | 'onChange'> & {
  readonly target: TargetDraft;
  /** Its place, from 0. */
  readonly place: number;
  readonly onChange: (part: Partial<TargetDraft>) => void;
  /** Left out while it is the only one. */
  readonly onRemove?: () => void;
};

function TargetRow({ subject, target, place, disabled, issueAt, onChange, onRemove }: TargetRowProps) {
  const { t } = useTranslation();
  const n = place + 1;
  return (
    <div className="target-row">
      <RuleInput
        label={t('policy.targetWhen', { n })}
        subject={subject}
        value={target.when}
        none={t('policy.everythingElse')}
        usual={usualTargets(subject)}
        disabled={disabled}
        error={issueAt(`targets/${place}/when`)}
        onChange={(when) => onChange({ when })}
      />
      <TextInput
        label={t('policy.target', { n })}
        value={target.amount}
        disabled={disabled}
        error={issueAt(`targets/${place}/target`)}
        onChange={(event) => onChange({ amount: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('policy.unit', { n })}
        value={target.unit}
        disabled={disabled}
        data={targetUnits.map((unit) => ({ value: unit, label: t(`policyUnit.${unit}`) }))}
        onChange={(event) => onChange({ unit: event.currentTarget.value as TargetUnit })}
      />
      <CloseButton
        aria-label={t('policy.removeTarget', { n })}
        disabled={disabled || onRemove === undefined}
        onClick={onRemove}
      />
    </div>
  );
}

/** How long each record gets: the first line whose condition is true counts. */
export function TargetRows({ subject, targets, disabled, issueAt, onChange }: TargetRowsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="targets">
      <legend>{t('policy.targets')}</legend>
      {targets.map((target, place) => (
        <TargetRow
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, their order is what counts
          key={`${place} of ${targets.length}`}
          subject={subject}
          target={target}
          place={place}
          disabled={disabled}
          issueAt={issueAt}
          onChange={(part) => onChange(targets.map((other, at) => (at === place ? { ...other, ...part } : other)))}
          {...(targets.length > 1 ? { onRemove: () => onChange(targets.filter((_, at) => at !== place)) } : {})}
        />
      ))}
      {disabled ? null : (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...targets, { when: '', amount: '8', unit: 'hour' }])}
        >
          {t('policy.addTarget')}
        </Button>
      )}
    </fieldset>
  );
}
