import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconBeach, IconSearch, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { type FilterSelect, ListFilters } from '../elements/list-filters.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { type ApprovalFilters, ApprovalList, dueKeys } from './approval-list.tsx';
import './approvals.css';

const keys = ['whose', 'state', 'type', 'due', 'q', 'sort'] as const;

function useSelects(): readonly FilterSelect<'state' | 'type' | 'due'>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    {
      key: 'type',
      label: t('approvals.type'),
      options: recordTypeKeys.map((value) => ({ value, label: words.recordType(value) })),
    },
    {
      key: 'due',
      label: t('approvals.deadline'),
      options: dueKeys.map((value) => ({ value, label: t(`approvals.due.${value}`) })),
    },
  ];
}

/** Whose approvals are listed: tabs in the address. */
function Whose({ whose, onChange }: { whose: string; onChange: (whose: string) => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const shown = ['mine', ...(session?.user.teamId ? ['team'] : []), 'all'];
  return (
    <SegmentedControl
      aria-label={t('approvals.whose')}
      value={shown.includes(whose) ? whose : 'mine'}
      data={shown.map((value) => ({ value, label: t(`approvals.whose.${value}`) }))}
      onChange={(value) => onChange(value === 'mine' ? '' : value)}
    />
  );
}

function StateChoice({ state, onChange }: { state: string; onChange: (state: string) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('approvals.state')}
      value={state === 'ended' ? 'ended' : 'open'}
      data={['open', 'ended'].map((value) => ({ value, label: t(`approvals.state.${value}`) }))}
      onChange={(value) => onChange(value === 'open' ? '' : value)}
    />
  );
}

function OrderChoice({ sort, onChange }: { sort: string; onChange: (sort: string) => void }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('approvals.order')}
      value={sort === 'deadline' ? sort : ''}
      data={[
        { value: '', label: t('approvals.order.newest') },
        { value: 'deadline', label: t('approvals.order.deadline') },
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  const tell = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      className="list-search"
      type="search"
      aria-label={t('approvals.search')}
      placeholder={t('approvals.search')}
      value={typed}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        tell(value.trim());
      }}
    />
  );
}

function NothingHere({ filters }: { filters: ApprovalFilters }) {
  const { t } = useTranslation();
  const filtered = filters.q !== '' || filters.type !== '' || filters.due !== '' || filters.state !== '';
  const kind = filtered ? 'filtered' : filters.whose === '' ? 'mine' : 'all';
  return (
    <Notice icon={IconUserCheck} tone={filtered ? 'grey' : 'accent'} title={t(`approvals.none.${kind}`)}>
      <p>{t(`approvals.noneHelp.${kind}`)}</p>
    </Notice>
  );
}

/** `/approvals`: what waits for decisions; whose, state and filters stand in the address. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const [filters, change] = useUrlFilters(keys);
  const selects = useSelects();
  const may = useMay('approval:read');
  const absences = (
    <Button
      component={Link}
      to="/absences"
      variant="default"
      leftSection={<IconBeach size={16} stroke={1.5} aria-hidden />}
    >
      {t('absences.title')}
    </Button>
  );
  return (
    <Page title={t('area.approvals.name')} actions={absences}>
      {may ? (
        <>
          <div className="approval-tabs">
            <Whose whose={filters.whose} onChange={(whose) => change({ whose })} />
            <StateChoice state={filters.state} onChange={(state) => change({ state })} />
          </div>
          <ApprovalList
            filters={filters}
            tools={
              <div className="approval-tools">
                <SearchField text={filters.q} onChange={(q) => change({ q })} />
                <ListFilters filters={filters} onChange={change} selects={selects} />
                <OrderChoice sort={filters.sort} onChange={(sort) => change({ sort })} />
              </div>
            }
            empty={<NothingHere filters={filters} />}
          />
        </>
      ) : (
        <NoRights />
      )}
    </Page>
  );
}
