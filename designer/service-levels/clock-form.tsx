import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type ClockKind, clockKinds } from '../../domain/sla/policy.ts';
import { Box, Fold } from '../elements/box.tsx';
import type { ClockDraft } from './policy-draft.ts';
import { RuleInput } from './rule-input.tsx';
import { TargetRows } from './target-rows.tsx';
import { usualPauses } from './usual-rules.ts';

type ClockFormProps = {
  readonly subject: RecordTypeKey;
  readonly clock: ClockDraft;
  readonly disabled: boolean;
  readonly issueAt: (place: string) => string | undefined;
  readonly onChange: (part: Partial<ClockDraft>) => void;
  /** Left out while it is the only one. */
  readonly onRemove?: () => void;
};

/** When a clock begins, ends and stands still. */
function Conditions({ subject, clock, disabled, issueAt, onChange }: ClockFormProps) {
  const { t } = useTranslation();
  const isCase = subject === 'case' && (clock.kind === 'resolve' || clock.kind === 'first-response');
  const rule = (key: 'start' | 'stop' | 'pause', none: string) => (
    <RuleInput
      label={t(`policy.${key}`)}
      subject={subject}
      value={clock[key]}
      none={none}
      usual={key === 'pause' ? usualPauses(subject) : []}
      disabled={disabled}
      error={issueAt(key)}
      onChange={(text) => onChange({ [key]: text })}
    />
  );
  return (
    <>
      {rule('pause', t('policy.neverPaused'))}
      <Fold title={t('policy.startAndStop')}>
        <div className="fields-grid">
          {rule('start', t('policy.fromTheBeginning'))}
          {rule('stop', t(isCase ? 'policy.asItsKind' : 'policy.noStop'))}
        </div>
      </Fold>
    </>
  );
}

/** One promise of a service level. */
export function ClockForm(props: ClockFormProps) {
  const { subject, clock, disabled, issueAt, onChange, onRemove } = props;
  const { t } = useTranslation();
  return (
    <Box title={clock.name || t(`clockKind.${clock.kind}`)}>
      <div className="policy-clock">
        <div className="fields-grid">
          <NativeSelect
            label={t('board.metric')}
            value={clock.kind}
            disabled={disabled}
            data={clockKinds.map((value) => ({ value, label: t(`clockKind.${value}`) }))}
            onChange={(event) => onChange({ kind: event.currentTarget.value as ClockKind })}
          />
          <TextInput
            label={t('policy.clockName')}
            value={clock.name}
            disabled={disabled}
            error={issueAt('name')}
            placeholder={t(`clockKind.${clock.kind}`)}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('policy.warnings')}
            description={t('policy.warningsHelp')}
            value={clock.warnings}
            disabled={disabled}
            error={issueAt('warnings')}
            onChange={(event) => onChange({ warnings: event.currentTarget.value })}
          />
        </div>
        <TargetRows
          subject={subject}
          targets={clock.targets}
          disabled={disabled}
          issueAt={issueAt}
          onChange={(targets) => onChange({ targets })}
        />
        <Conditions {...props} />
        {onRemove && !disabled ? (
          <div>
            <Button size="compact-sm" variant="default" onClick={onRemove}>
              {t('policy.removeClock')}
            </Button>
          </div>
        ) : null}
      </div>
    </Box>
  );
}
