import { Alert, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordTypeKey, recordTypeKeys } from '../../domain/records/record-types.ts';
import { CalendarSelect } from '../calendars/calendar-select.tsx';
import { Box } from '../elements/box.tsx';
import { LeaveGuard } from '../elements/leave-guard.tsx';
import { problemText } from '../elements/problem-text.ts';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useWords } from '../i18n/words.ts';
import { ClockForm } from './clock-form.tsx';
import { isComplete, newClock, type PolicyDraft } from './policy-draft.ts';
import { RuleInput } from './rule-input.tsx';
import './service-levels.css';

type PolicyFormProps = {
  readonly first: PolicyDraft;
  readonly saving: { readonly error: Error | null; readonly isPending: boolean };
  readonly disabled: boolean;
  readonly onSave: (draft: PolicyDraft, saved: () => void) => void;
};

type PartProps = {
  readonly draft: PolicyDraft;
  readonly disabled: boolean;
  readonly issueAt: (place: string) => string | undefined;
  readonly change: (part: Partial<PolicyDraft>) => void;
};

/** When it is asked among the others, and whether at all. */
function Order({ draft, disabled, issueAt, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('policy.position')}
        description={t('policy.positionHelp')}
        value={draft.position}
        inputMode="numeric"
        disabled={disabled}
        error={issueAt('position')}
        onChange={(event) => change({ position: event.currentTarget.value })}
      />
      <Checkbox
        label={t('policy.active')}
        checked={draft.active}
        disabled={disabled}
        mt="lg"
        onChange={(event) => change({ active: event.currentTarget.checked })}
      />
    </>
  );
}

/** Whose promise it is, and by which calendar its time counts. */
function Scope({ draft, disabled, issueAt, change }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Box title={t('policy.scope')}>
      <div className="fields-grid">
        <TextInput
          label={t('settings.teamName')}
          value={draft.name}
          disabled={disabled}
          error={issueAt('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('policy.records')}
          value={draft.recordType}
          disabled={disabled}
          data={recordTypeKeys.map((type) => ({ value: type, label: words.recordTypes(type) }))}
          onChange={(event) => change({ recordType: event.currentTarget.value as RecordTypeKey })}
        />
        <RuleInput
          label={t('policy.when')}
          subject={draft.recordType}
          value={draft.when}
          none={t('policy.allRecords')}
          usual={[]}
          disabled={disabled}
          error={issueAt('when')}
          onChange={(when) => change({ when })}
        />
        <CalendarSelect
          label={t('policy.calendar')}
          value={draft.calendar}
          none={t('policy.companyCalendar')}
          disabled={disabled}
          error={issueAt('calendar')}
          onChange={(calendar) => change({ calendar })}
        />
        <Order {...{ draft, disabled, issueAt, change }} />
      </div>
    </Box>
  );
}

function Clocks({ draft, disabled, issueAt, change }: PartProps) {
  const { clocks, recordType } = draft;
  return clocks.map((clock, n) => (
    <ClockForm
      key={clock.id}
      subject={recordType}
      clock={clock}
      disabled={disabled}
      issueAt={(place) => issueAt(`clocks/${n}/${place}`)}
      onChange={(part) => change({ clocks: clocks.map((other, at) => (at === n ? { ...other, ...part } : other)) })}
      {...(clocks.length > 1 ? { onRemove: () => change({ clocks: clocks.filter((_, at) => at !== n) }) } : {})}
    />
  ));
}

/** A name for a clock that no other one has; what is promised of a record is known by it. */
function freeId({ clocks }: PolicyDraft): string {
  const taken = clocks.map(({ id }) => id);
  for (let n = clocks.length + 1; ; n++) if (!taken.includes(`clock-${n}`)) return `clock-${n}`;
}

/** A service level as a form: whose it is, and its clocks. */
export function PolicyForm({ first, saving, disabled, onSave }: PolicyFormProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [changed, setChanged] = useState<Partial<PolicyDraft>>({});
  const draft = { ...first, ...changed };
  const dirty = Object.keys(changed).length > 0;
  const issueAt = useIssueAt(saving.error);
  const change = (part: Partial<PolicyDraft>) => setChanged((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete(draft)) onSave(draft, () => setChanged({}));
  };
  const parts = { draft, disabled, issueAt, change };
  return (
    <form onSubmit={submit} noValidate>
      <LeaveGuard dirty={dirty} />
      <div className="main-column settings-column">
        {saving.error ? (
          <Alert color="red" variant="light" role="alert" p="xs">
            {problemText(saving.error, words)}
          </Alert>
        ) : null}
        <Scope {...parts} />
        <Clocks {...parts} />
        {disabled ? null : (
          <div className="form-foot">
            <Button type="submit" loading={saving.isPending} disabled={!dirty || !isComplete(draft)}>
              {t('save')}
            </Button>
            <Button variant="default" onClick={() => change({ clocks: [...draft.clocks, newClock(freeId(draft))] })}>
              {t('policy.addClock')}
            </Button>
            {dirty ? (
              <Button variant="default" onClick={() => setChanged({})}>
                {t('discard')}
              </Button>
            ) : null}
          </div>
        )}
      </div>
    </form>
  );
}
