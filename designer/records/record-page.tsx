import { Button } from '@mantine/core';
import { IconTransform, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { isRecordType, type RecordTypeKey, titleOf } from '../../domain/records/record-types.ts';
import { remove } from '../api/client.ts';
import { RecordApprovals } from '../approvals/record-approvals.tsx';
import { CaseChips, CaseRating, ClaimCase } from '../cases/case-parts.tsx';
import { CaseThread } from '../cases/case-thread.tsx';
import { RecordClocks } from '../clocks/record-clocks.tsx';
import { Box, Facts, Fold } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { MoreItem, MoreMenu } from '../elements/more-menu.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { OfferStatusChip } from '../sales/offer-status.tsx';
import { OfferItems, SalesMain } from '../sales/sales-actions.tsx';
import { isSalesType, SalesBody, SalesSide } from '../sales/sales-body.tsx';
import { ConvertLead } from './convert-lead.tsx';
import { RecordBody } from './record-body.tsx';
import { RecordLink, useRecord } from './record-link.tsx';
import { RecordRuns } from './record-runs.tsx';
import { RecordWork } from './record-work.tsx';
import { Timeline } from './timeline.tsx';
import { UserName } from './user-name.tsx';
import './records.css';

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
  const mayCreate = useMay(`${record.type}:create`);
  const mayConvert = useMay('lead:convert');
  const close = () => setAsked(null);
  return (
    <>
      {record.type === 'lead' && record.status !== 'converted' && mayConvert ? (
        <Button leftSection={<IconTransform size={16} stroke={1.5} aria-hidden />} onClick={() => setAsked('convert')}>
          {t('records.convert')}
        </Button>
      ) : null}
      <SalesMain record={record} />
      {record.type === 'case' ? <ClaimCase record={record} /> : null}
      {mayDelete || (record.type === 'offer' && mayCreate) ? (
        <MoreMenu>
          {record.type === 'offer' ? <OfferItems offer={record} /> : null}
          {mayDelete ? (
            <MoreItem icon={IconTrash} danger onClick={() => setAsked('delete')}>
              {t('records.delete')}
            </MoreItem>
          ) : null}
        </MoreMenu>
      ) : null}
      <DeleteRecord record={record} opened={asked === 'delete'} onClose={close} />
      {asked === 'convert' ? <ConvertLead lead={record} onClose={close} /> : null}
    </>
  );
}

function StatusChip({ type, status }: { type: RecordTypeKey; status: string }) {
  const words = useWords();
  return type === 'offer' ? <OfferStatusChip status={status} /> : <Chip>{words.choice(status)}</Chip>;
}

function RecordChips({ record }: { record: RecordJson }) {
  return (
    <>
      {typeof record.status === 'string' ? <StatusChip type={record.type} status={record.status} /> : null}
      {record.type === 'case' ? <CaseChips record={record} /> : null}
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
      chips={data ? <RecordChips record={data} /> : null}
      actions={data ? <RecordActions record={data} /> : null}
    >
      <Loaded query={record}>
        {(loaded) => (
          <div className="with-side">
            <div className="main-column">
              {type === 'case' ? <CaseThread id={id} /> : null}
              {isSalesType(type) ? (
                <SalesBody record={loaded} mayEdit={mayEdit} />
              ) : (
                <RecordBody record={loaded} mayEdit={mayEdit} />
              )}
              <Box title={t('timeline.title')}>
                <Timeline type={type} id={id} />
              </Box>
            </div>
            <div className="side-column">
              {isSalesType(type) ? <SalesSide record={loaded} /> : null}
              <RecordClocks type={type} id={id} />
              <RecordFacts record={loaded} />
              {type === 'case' ? <CaseRating record={loaded} /> : null}
              <RecordWork id={id} />
              <RecordApprovals record={loaded} />
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
