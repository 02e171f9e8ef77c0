import { Button, Checkbox, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskField } from '../../domain/approvals/ask-field.ts';
import type { ApprovalPageAnswer } from '../api/approval-answers.ts';
import { Problem } from '../api/problem.ts';
import { Box } from '../elements/box.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useSession } from '../frame/session.tsx';
import { slotOf } from './slot-text.ts';
import { useApprovalAct } from './use-approvals.ts';

type Value = string | number | boolean;
type ControlProps = {
  readonly field: AskField;
  readonly value: Value | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: Value) => void;
};

/** The control of a question, by its kind. */
function Control({ field, value, error, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { key, label = key, kind, options = [], required } = field;
  const common = { label, error, required, withAsterisk: required };
  const text = value === undefined ? '' : String(value);
  if (kind === 'boolean')
    return (
      <Checkbox
        label={label}
        error={error}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (kind === 'longText')
    return (
      <Textarea
        {...common}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (kind === 'number')
    return (
      <NumberInput {...common} value={value === undefined ? '' : (value as number | string)} onChange={onChange} />
    );
  if (kind === 'choice')
    return (
      <NativeSelect
        {...common}
        value={text}
        data={[
          { value: '', label: t('approvals.choose') },
          ...options.map((option) => ({ value: option, label: option })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      type={kind === 'date' ? 'date' : 'text'}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The questions of an ask, with what is wrong with an answer at its place. */
export function Answer({ approval }: { readonly approval: ApprovalPageAnswer }) {
  const { t } = useTranslation();
  const me = useSession()?.user.id ?? '';
  const [values, setValues] = useState<Readonly<Record<string, Value>>>({});
  const acting = useApprovalAct(approval.id);
  const issueAt = useIssueAt(acting.error);
  const form = useRef<HTMLFormElement>(null);
  // What is wrong stands at its question: the first of them comes into view.
  useEffect(() => {
    if (acting.error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [acting.error]);
  const refused = (error: Error) => {
    if (!(error instanceof Problem && error.issues.length > 0)) tellProblem(error);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const slotId = slotOf(approval, me)?.id ?? approval.slots.find(({ state }) => state === 'open')?.id;
    const answers = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    acting.mutate(
      { act: 'answer', body: { answers, ...(slotId === undefined ? {} : { slotId }) } },
      { onSuccess: () => tellDone(t('approvals.did.answer')), onError: refused },
    );
  };
  return (
    <Box title={t('approvals.questions')}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack gap="sm">
          {approval.fields.map((field) => (
            <Control
              key={field.key}
              field={field}
              value={values[field.key]}
              error={issueAt(`answers/${field.key}`)}
              onChange={(value) => setValues((before) => ({ ...before, [field.key]: value }))}
            />
          ))}
          <div>
            <Button type="submit" loading={acting.isPending}>
              {t('approvals.send')}
            </Button>
          </div>
        </Stack>
      </form>
    </Box>
  );
}
