import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { patch } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { Box } from '../elements/box.tsx';
import { Confirm } from '../elements/confirm.tsx';
import { LeaveGuard } from '../elements/leave-guard.tsx';
import { problemText } from '../elements/problem-text.ts';
import { tellDone } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { RecordFields } from './record-fields.tsx';
import { useFields } from './use-fields.ts';
import { type RecordForm, useRecordForm } from './use-record-form.ts';
import { useRecordsChanged } from './use-records-changed.ts';

function useSaving(record: RecordJson, form: RecordForm) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const changed = useRecordsChanged(record.type);
  return useMutation({
    mutationFn: () => patch<RecordJson>(`/api/records/${record.type}/${record.id}`, form.changes(), record.version),
    onSuccess: (saved) => {
      client.setQueryData(['record', record.type, record.id], saved);
      form.reset();
      void changed();
      tellDone(t('saved'));
    },
    onError: (error: Error) => form.refuse(error),
  });
}

/** Why it was not saved; after a conflict, the way to the newer version. */
function SaveProblem({ error, onReload }: { error: Error; onReload: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const conflict = isProblem(error, 'version-conflict');
  const title = conflict ? t('records.conflict') : problemText(error, words);
  return (
    <Alert color="red" variant="light" role="alert" mt="md" p="sm" title={title}>
      {conflict ? (
        <>
          {t('records.conflictHelp')}{' '}
          <Button variant="subtle" size="compact-sm" onClick={onReload}>
            {t('records.reload')}
          </Button>
        </>
      ) : null}
    </Alert>
  );
}

/** What follows from a change and is said before it is saved. */
export type Caution = { readonly title: string; readonly text: string; readonly action: string };

type EditFormProps = {
  readonly record: RecordJson;
  /** The fields that can be changed; all when absent. */
  readonly keys?: readonly string[];
  /** What saving these fields would bring about; asked for before it is done. */
  readonly cautionFor?: (changed: readonly string[]) => Caution | null;
};

function EditFoot({ form, busy }: { form: RecordForm; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="form-foot">
      <Button type="submit" loading={busy} disabled={!form.dirty}>
        {t('save')}
      </Button>
      {form.dirty ? (
        <Button variant="default" onClick={form.reset}>
          {t('discard')}
        </Button>
      ) : null}
    </div>
  );
}

/** The fields of a record to change. */
export function EditForm({ record, keys, cautionFor }: EditFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useRecordForm(useFields(record.type), record);
  const saving = useSaving(record, form);
  const [asked, setAsked] = useState(false);
  const caution = cautionFor?.(Object.keys(form.changes())) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (caution) setAsked(true);
    else saving.mutate();
  };
  const reload = () => {
    saving.reset();
    void client.invalidateQueries({ queryKey: ['record', record.type, record.id] });
  };
  return (
    <Box title={t('records.fields')}>
      <form onSubmit={submit} noValidate>
        <LeaveGuard dirty={form.dirty} />
        <RecordFields form={form} {...(keys ? { keys } : {})} />
        {caution ? (
          <Alert color="yellow" variant="light" role="status" mt="md" p="sm" title={caution.title}>
            {caution.text}
          </Alert>
        ) : null}
        {saving.isError ? <SaveProblem error={saving.error} onReload={reload} /> : null}
        <EditFoot form={form} busy={saving.isPending} />
      </form>
      <Confirm
        opened={asked && caution !== null}
        title={caution?.title ?? ''}
        action={caution?.action ?? t('save')}
        onClose={() => setAsked(false)}
        onConfirm={() => {
          setAsked(false);
          saving.mutate();
        }}
      >
        {caution?.text ?? ''}
      </Confirm>
    </Box>
  );
}
