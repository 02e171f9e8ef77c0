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

/** How long each record gets: the first line whose condition is true counts. */
export function TargetRows({ subject, targets, disabled, issueAt, onChange }: TargetRowsProps) {
  const { t } = useTranslation();
  const change = (at: number, part: Partial<TargetDraft>) =>
    onChange(targets.map((target, n) => (n === at ? { ...target, ...part } : target)));
  return (
    <fieldset className="targets">
      <legend>{t('policy.targets')}</legend>
      {targets.map((target, n) => (
        // Lines have no names; their order is what counts.
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place alone
        <div key={`${n} of ${targets.length}`} className="target-row">
          <RuleInput
            label={t('policy.targetWhen', { n: n + 1 })}
            subject={subject}
            value={target.when}
            none={t('policy.everythingElse')}
            usual={usualTargets(subject)}
            disabled={disabled}
            error={issueAt(`targets/${n}/when`)}
            onChange={(when) => change(n, { when })}
          />
          <TextInput
            label={t('policy.target', { n: n + 1 })}
            value={target.amount}
            disabled={disabled}
            error={issueAt(`targets/${n}/target`)}
            onChange={(event) => change(n, { amount: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={t('policy.unit', { n: n + 1 })}
            value={target.unit}
            disabled={disabled}
            data={targetUnits.map((unit) => ({ value: unit, label: t(`policyUnit.${unit}`) }))}
            onChange={(event) => change(n, { unit: event.currentTarget.value as TargetUnit })}
          />
          <CloseButton
            aria-label={t('policy.removeTarget', { n: n + 1 })}
            disabled={disabled || targets.length === 1}
            onClick={() => onChange(targets.filter((_, at) => at !== n))}
          />
        </div>
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
