import { Alert, Button } from '@mantine/core';
import { IconTransform, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { isRecordType, type RecordTypeKey, titleOf } from '../../domain/records/record-types.ts';
import { patch, remove } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { CaseThread } from '../cases/case-thread.tsx';
import { Box, Facts, Fold } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { Confirm } from '../elements/confirm.tsx';
import { LeaveGuard } from '../elements/leave-guard.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { MoreItem, MoreMenu } from '../elements/more-menu.tsx';
import { problemText } from '../elements/problem-text.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { ConvertLead } from './convert-lead.tsx';
import { FieldFacts } from './field-facts.tsx';
import { RecordFields } from './record-fields.tsx';
import { RecordLink, useRecord } from './record-link.tsx';
import { RecordRuns } from './record-runs.tsx';
import { Timeline } from './timeline.tsx';
import { useFields } from './use-fields.ts';
import { type RecordForm, useRecordForm } from './use-record-form.ts';
import { useRecordsChanged } from './use-records-changed.ts';
import { UserName } from './user-name.tsx';
import './records.css';

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

function EditForm({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useRecordForm(useFields(record.type), record);
  const saving = useSaving(record, form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const reload = () => {
    saving.reset();
    void client.invalidateQueries({ queryKey: ['record', record.type, record.id] });
  };
  return (
    <Box title={t('records.fields')}>
      <form onSubmit={submit} noValidate>
        <LeaveGuard dirty={form.dirty} />
        <RecordFields form={form} />
        {saving.isError ? <SaveProblem error={saving.error} onReload={reload} /> : null}
        <div className="form-foot">
          <Button type="submit" loading={saving.isPending} disabled={!form.dirty}>
            {t('save')}
          </Button>
          {form.dirty ? (
            <Button variant="default" onClick={form.reset}>
              {t('discard')}
            </Button>
          ) : null}
        </div>
      </form>
    </Box>
  );
}

function RecordFacts({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const { relatedType, relatedId } = record;
  const facts = [
    ...(typeof relatedType === 'string' && isRecordType(relatedType) && typeof relatedId === 'string'
      ? [{ label: t('messages.about'), value: <RecordLink type={relatedType} id={relatedId} /> }]
      : []),
    { label: t('records.owner'), value: record.ownerId ? <UserName id={record.ownerId} /> : '–' },
    { label: t('records.createdAt'), value: <When at={record.createdAt} /> },
    { label: t('records.changed'), value: <When at={record.updatedAt} /> },
  ];
  return (
    <Box title={t('records.facts')}>
      <Facts facts={facts} />
      <div style={{ marginTop: 10 }}>
        <Fold title={t('facts.engineers')}>
          <Facts
            facts={[
              { label: t('facts.id'), value: <code>{record.id}</code> },
              { label: t('facts.version'), value: record.version },
            ]}
          />
        </Fold>
      </div>
    </Box>
  );
}

function DeleteRecord({ record, opened, onClose }: { record: RecordJson; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const deleting = useMutation({
    mutationFn: () => remove(`/api/records/${record.type}/${record.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['records', record.type] });
      void client.invalidateQueries({ queryKey: ['attention'] });
      tellDone(t('records.deleted'));
      void navigate(`/records/${record.type}`);
    },
    onError: tellProblem,
  });
  return (
    <Confirm
      opened={opened}
      title={t('records.deleteTitle', { title: titleOf(record.type, record) })}
      action={t('records.delete')}
      danger
      busy={deleting.isPending}
      onClose={onClose}
      onConfirm={() => deleting.mutate()}
    >
      {t('records.deleteHelp', { type: words.recordType(record.type).toLocaleLowerCase() })}
    </Confirm>
  );
}

function RecordActions({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'delete' | 'convert' | null>(null);
  const mayDelete = useMay(`${record.type}:delete`);
  const mayConvert = useMay('lead:convert');
  const close = () => setAsked(null);
  return (
    <>
      {record.type === 'lead' && record.status !== 'converted' && mayConvert ? (
        <Button leftSection={<IconTransform size={16} stroke={1.5} aria-hidden />} onClick={() => setAsked('convert')}>
          {t('records.convert')}
        </Button>
      ) : null}
      {mayDelete ? (
        <MoreMenu>
          <MoreItem icon={IconTrash} danger onClick={() => setAsked('delete')}>
            {t('records.delete')}
          </MoreItem>
        </MoreMenu>
      ) : null}
      <DeleteRecord record={record} opened={asked === 'delete'} onClose={close} />
      {asked === 'convert' ? <ConvertLead lead={record} onClose={close} /> : null}
    </>
  );
}

function RecordView({ type, id }: { type: RecordTypeKey; id: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const mayEdit = useMay(`${type}:update`);
  const record = useRecord(type, id);
  const data = record.data;
  return (
    <Page
      title={data ? titleOf(type, data) || t('records.untitled') : words.recordType(type)}
      parent={{ title: words.recordTypes(type), to: `/records/${type}` }}
      chips={data && typeof data.status === 'string' ? <Chip>{words.choice(data.status)}</Chip> : null}
      actions={data ? <RecordActions record={data} /> : null}
    >
      <Loaded query={record}>
        {(loaded) => (
          <div className="with-side">
            <div className="main-column">
              {mayEdit ? <EditForm record={loaded} /> : <FieldFacts record={loaded} />}
              {type === 'case' ? <CaseThread id={id} /> : null}
              <Box title={t('timeline.title')}>
                <Timeline type={type} id={id} />
              </Box>
            </div>
            <div className="side-column">
              <RecordFacts record={loaded} />
              <RecordRuns record={loaded} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** `/records/:type/:id`. */
export function RecordPage() {
  const { type = '', id = '' } = useParams();
  if (!isRecordType(type)) return <Navigate to="/records/lead" replace />;
  return <RecordView key={id} type={type} id={id} />;
}
