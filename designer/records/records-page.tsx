import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, useParams, useSearchParams } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import {
  isRecordType,
  type RecordTypeKey,
  recordTypeKeys,
  recordTypes,
  titleOf,
} from '../../domain/records/record-types.ts';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { Notice } from '../elements/notice.tsx';
import { useActiveInView } from '../elements/use-active-in-view.ts';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useSelection } from '../elements/use-selection.ts';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { CreateRecord } from './create-record.tsx';
import { FieldValue } from './field-value.tsx';
import { listFields } from './list-columns.ts';
import { RecordBulk } from './record-bulk.tsx';
import { recordIcons } from './record-icon.tsx';
import { searchRecords } from './search-records.ts';
import { useFields } from './use-fields.ts';
import './records.css';

function TypeTabs() {
  const { t } = useTranslation();
  const words = useWords();
  const strip = useActiveInView<HTMLElement>();
  return (
    <nav ref={strip} className="type-tabs" aria-label={t('records.types')}>
      {recordTypeKeys.map((type) => (
        <NavLink key={type} to={`/records/${type}`} className="type-tab">
          {words.recordTypes(type)}
        </NavLink>
      ))}
    </nav>
  );
}

/** Kinds too long for a cell of a list. */
const longKinds = ['longText', 'json', 'lines'];

/** A column for every field, those that lists usually show first. */
function useColumns(type: RecordTypeKey): readonly Column<RecordJson>[] {
  const { t } = useTranslation();
  const words = useWords();
  const hidden = ['id', 'type', 'version', 'updatedAt', ...recordTypes[type].titleFields];
  const fields = useFields(type).filter(({ key, kind }) => !hidden.includes(key) && !longKinds.includes(kind));
  const usual = listFields[type].flatMap((key) => fields.filter((field) => field.key === key));
  const shown = [...usual, ...fields.filter((field) => !usual.includes(field))];
  return [
    { key: 'title', title: words.recordType(type), cell: (record) => titleOf(type, record) || t('records.untitled') },
    ...shown.map(
      (field, index): Column<RecordJson> => ({
        key: field.key,
        title: words.field(field),
        ...(index === 0 ? {} : { from: index === 1 ? ('small' as const) : ('medium' as const) }),
        ...(['money', 'integer', 'number', 'percent'].includes(field.kind) ? { number: true as const } : {}),
        cell: (record) => <FieldValue field={field} value={record[field.key]} currency={record.currency} />,
      }),
    ),
    { key: 'updatedAt', title: t('records.changed'), from: 'small', cell: (record) => <When at={record.updatedAt} /> },
  ];
}

function useSearchText(): readonly [string, (text: string) => void, string] {
  const [params, setParams] = useSearchParams();
  const [text, setText] = useState(params.get('q') ?? '');
  const [wanted] = useDebouncedValue(text, 250);
  useEffect(() => {
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (wanted === '') after.delete('q');
        else after.set('q', wanted);
        return after;
      },
      { replace: true },
    );
  }, [wanted, setParams]);
  return [text, setText, wanted];
}

function NoRecords({ type, text, create }: { type: RecordTypeKey; text: string; create: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  return text === '' ? (
    <Notice
      icon={recordIcons[type]}
      title={t('records.empty', { types: words.recordTypes(type).toLocaleLowerCase() })}
      actions={create}
    >
      <p>{t('records.emptyHelp')}</p>
    </Notice>
  ) : (
    <Notice icon={IconSearch} tone="grey" title={t('records.notFound', { text })}>
      <p>{t('records.notFoundHelp')}</p>
    </Notice>
  );
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      className="list-search"
      type="search"
      aria-label={t('records.search')}
      placeholder={t('records.search')}
      value={text}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type FoundProps = { readonly type: RecordTypeKey; readonly wanted: string; readonly create: ReactNode };

/** The records that were found, with the columns chosen for their type; `tools` stands beside the choice. */
function Found({ type, wanted, create, tools }: FoundProps & { readonly tools: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const selection = useSelection();
  const [mayUpdate, mayDelete] = [useMay(`${type}:update`), useMay(`${type}:delete`)];
  const { columns, chooser } = useColumnChoice(type, useColumns(type), [...listFields[type], 'updatedAt']);
  const query = usePages(['records', type, wanted], (cursor, signal) =>
    searchRecords({ type, text: wanted, cursor, signal }),
  );
  const nameOf = (record: RecordJson) => titleOf(type, record) || t('records.untitled');
  return (
    <>
      <div className="list-tools">
        {tools}
        {chooser}
      </div>
      <EndlessList query={query} empty={<NoRecords type={type} text={wanted} create={create} />}>
        {(items) => (
          <>
            <DataTable
              label={words.recordTypes(type)}
              items={items}
              columns={columns}
              idOf={({ id }) => id}
              hrefOf={({ id }) => `/records/${type}/${id}`}
              choice={mayUpdate || mayDelete ? { selection, nameOf } : undefined}
            />
            <RecordBulk type={type} items={items} selection={selection} />
          </>
        )}
      </EndlessList>
    </>
  );
}

function RecordList({ type }: { type: RecordTypeKey }) {
  const { t } = useTranslation();
  const words = useWords();
  const [creating, setCreating] = useState(false);
  const [text, setText, wanted] = useSearchText();
  const mayCreate = useMay(`${type}:create`);
  const create = mayCreate ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('records.new', { type: words.recordType(type).toLocaleLowerCase() })}
    </Button>
  ) : null;
  return (
    <Page title={words.recordTypes(type)} actions={create}>
      <TypeTabs />
      <Found type={type} wanted={wanted} create={create} tools={<SearchField text={text} onChange={setText} />} />
      <CreateRecord type={type} opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

/** `/records/:type`. */
export function RecordsPage() {
  const { type = 'lead' } = useParams();
  if (!isRecordType(type)) return <Navigate to="/records/lead" replace />;
  return <RecordList key={type} type={type} />;
}
