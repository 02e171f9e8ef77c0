import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import type { Approval } from '../api/approval-answers.ts';
import { get, query } from '../api/client.ts';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useSelection } from '../elements/use-selection.ts';
import { When } from '../elements/when.tsx';
import { useSession } from '../frame/session.tsx';
import { useSaying } from '../records/use-saying.ts';
import { ApprovalBulk } from './approval-bulk.tsx';
import { ApprovalStateChip, Deadline } from './approval-state.tsx';
import { inTellingOrder, saidChanges, sayBound } from './bound-text.ts';
import { slotName, slotOf, slotOrigin } from './slot-text.ts';
import { useTelling } from './use-telling.ts';

export const dueKeys = ['overdue', 'day', 'week'] as const;

export type ApprovalFilters = Readonly<Record<'whose' | 'state' | 'type' | 'due' | 'q' | 'sort', string>>;

const span: Readonly<Record<string, number>> = { overdue: 0, day: 86_400_000, week: 7 * 86_400_000 };

function queryOf({ whose, state, type, due, q, sort }: ApprovalFilters) {
  const ahead = span[due];
  return {
    mine: whose === '' ? true : null,
    team: whose === 'team' ? true : null,
    state: state === 'ended' ? 'ended' : 'open',
    recordType: type,
    dueBefore: ahead === undefined ? null : new Date(Date.now() + ahead).toISOString(),
    q,
    sort: sort === 'deadline' ? sort : null,
  };
}

/** What is unusual or changed, in a line: the changes since the round before, else what it is bound to. */
function Unusual({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const saying = useSaying();
  const { recordType, bound, changed } = approval;
  const currency = bound.currency;
  if (changed) {
    const changes = saidChanges(recordType, changed, { currency, saying });
    return (
      <span className="approval-changed">
        <b>{t('approvals.changed')}</b>{' '}
        {changes
          .map(
            ({ label, parts }) =>
              `${label} ${parts.map(({ old, now }) => [old, now].filter(Boolean).join(' → ')).join(', ')}`,
          )
          .join(' · ')}
      </span>
    );
  }
  const shown = inTellingOrder(recordType, Object.keys(bound)).filter(
    (key) => key !== 'currency' && bound[key] !== null,
  );
  return (
    <>
      {shown
        .slice(0, 3)
        .map(
          (key) =>
            `${saying.words.fieldOf(recordType, key)}: ${sayBound(recordType, key, { value: bound[key], currency }, saying)}`,
        )
        .join(' · ')}
    </>
  );
}

function Asked({ approval }: { approval: Approval }) {
  const { recordType, recordTitle, title } = approval;
  const saying = useSaying();
  const named = recordTitle && !title.includes(recordTitle) ? ` · ${recordTitle}` : '';
  return (
    <>
      {title}
      <span className="approval-record">
        {saying.words.recordType(recordType)}
        {named}
      </span>
      <span className="approval-record approval-small">
        <Unusual approval={approval} />
      </span>
    </>
  );
}

/** Who has to decide; in one's own list, in whose place one is asked. */
function WhoDecides({ approval }: { approval: Approval }) {
  const telling = useTelling();
  const me = useSession()?.user.id ?? '';
  const own = slotOf(approval, me);
  if (own) return <>{slotOrigin(own, approval.slots, telling) ?? telling.t('approvals.you')}</>;
  const asked = approval.slots.filter(({ state }) => ['open', 'waiting', 'decided'].includes(state));
  return <>{asked.map((slot) => slotName(slot, telling)).join(', ')}</>;
}

function useColumns(ended: boolean): readonly Column<Approval>[] {
  const { t } = useTranslation();
  const last: Column<Approval> = ended
    ? { key: 'state', title: t('approvals.state'), cell: (item) => <ApprovalStateChip {...item} /> }
    : { key: 'deadline', title: t('approvals.deadline'), cell: ({ deadline }) => <Deadline at={deadline} /> };
  return [
    { key: 'title', title: t('approvals.asked'), cell: (item) => <Asked approval={item} /> },
    { key: 'unusual', title: t('approvals.unusual'), from: 'small', cell: (item) => <Unusual approval={item} /> },
    {
      key: 'submitter',
      title: t('approvals.submitter'),
      from: 'medium',
      cell: ({ submitter }) => submitter?.name ?? '–',
    },
    { key: 'who', title: t('approvals.who'), from: 'medium', cell: (item) => <WhoDecides approval={item} /> },
    {
      key: 'since',
      title: ended ? t('approvals.ended') : t('approvals.since'),
      from: 'small',
      cell: ({ createdAt, endedAt }) => <When at={(ended && endedAt) || createdAt} />,
    },
    last,
  ];
}

type ApprovalListProps = { readonly filters: ApprovalFilters; readonly tools: ReactNode; readonly empty: ReactNode };

/** Approvals by filters, newest first; what one can decide oneself can be chosen and decided together. */
export function ApprovalList({ filters, tools, empty }: ApprovalListProps) {
  const { t } = useTranslation();
  const selection = useSelection();
  const ended = filters.state === 'ended';
  const pages = usePages<Approval>(['approvals', 'list', filters], (cursor, signal) =>
    get<Page<Approval>>(`/api/approvals${query({ ...queryOf(filters), cursor, limit: 50 })}`, signal),
  );
  const { columns, chooser } = useColumnChoice(ended ? 'approvals-ended' : 'approvals', useColumns(ended));
  const mayChoose = !ended && filters.whose === '';
  return (
    <>
      <div className="list-tools">
        {tools}
        {chooser}
      </div>
      <EndlessList query={pages} empty={empty}>
        {(items) => (
          <>
            <DataTable
              label={t('area.approvals.name')}
              items={items}
              columns={columns}
              idOf={({ id }) => id}
              hrefOf={({ id }) => `/approvals/${id}`}
              choice={mayChoose ? { selection, nameOf: ({ title }) => title } : undefined}
            />
            {mayChoose ? <ApprovalBulk items={items} selection={selection} /> : null}
          </>
        )}
      </EndlessList>
    </>
  );
}
