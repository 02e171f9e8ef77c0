import { Button, Group, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { type Column, columnClass } from '../elements/data-table.tsx';
import { Loaded } from '../elements/loaded.tsx';

/** What can be done with a row: the word on its button, and its full name for those who hear it, with that word in it. */
type RowAction = {
  readonly word: string;
  readonly name: string;
  readonly busy?: boolean;
  readonly do: () => void;
};

/** The buttons at the end of a row. */
export function RowActions({ actions }: { readonly actions: readonly RowAction[] }) {
  return (
    <Group className="row-actions" gap={6} justify="flex-end">
      {actions.map((action) => (
        <Button
          key={action.word}
          size="compact-sm"
          variant="default"
          loading={action.busy === true}
          aria-label={action.name}
          onClick={action.do}
        >
          {action.word}
        </Button>
      ))}
    </Group>
  );
}

type PlainTableProps<T> = {
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly idOf: (item: T) => string;
  readonly actions: ((item: T) => ReactNode) | null;
};

/** A table whose rows lead nowhere: what can be done stands at their end. */
function PlainTable<T>({ label, items, columns, idOf, actions }: PlainTableProps<T>) {
  const { t } = useTranslation();
  return (
    <div className="plain-table">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={columnClass(column)}>
                {column.title}
              </th>
            ))}
            {actions ? (
              <th scope="col">
                <span className="hidden-visually">{t('settings.actions')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={idOf(item)}>
              {columns.map((column) => (
                <td key={column.key} className={columnClass(column)}>
                  {column.cell(item)}
                </td>
              ))}
              {actions ? <td>{actions(item)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Opens the dialogs of an item. */
export type ItemDialogs<T> = { readonly edit: (item: T) => void; readonly remove: (item: T) => void };

type NamedItemActionsProps<T> = { readonly item: T; readonly dialogs: ItemDialogs<T> };

/** Deletes or edits an item that is known by its name. */
export function NamedItemActions<T extends { readonly name: string }>({ item, dialogs }: NamedItemActionsProps<T>) {
  const { t } = useTranslation();
  const remove = t('settings.delete');
  return (
    <RowActions
      actions={[
        { word: remove, name: `${remove}: ${item.name}`, do: () => dialogs.remove(item) },
        { word: t('edit'), name: t('settings.editNamed', { name: item.name }), do: () => dialogs.edit(item) },
      ]}
    />
  );
}

type ItemListProps<T> = Omit<PlainTableProps<T>, 'items' | 'actions'> & {
  readonly query: UseQueryResult<Page<T>, Error>;
  readonly empty?: string;
  /** The end of each row; null where the user may do nothing with any. */
  readonly actions: ((item: T, dialogs: ItemDialogs<T>) => ReactNode) | null;
  /** The word on the button that adds one; null where the user may not. */
  readonly add: string | null;
  /** The dialog of an item, or of a new one. */
  readonly dialog: (item: T | null, onClose: () => void) => ReactNode;
  readonly removal?: (item: T, onClose: () => void) => ReactNode;
};

/** A list of what the company has set up, with the dialogs that add, change and remove its items. */
export function ItemList<T>({ query, empty, actions, add, dialog, removal, ...table }: ItemListProps<T>) {
  const [edited, setEdited] = useState<T | 'new' | null>(null);
  const [removed, setRemoved] = useState<T | null>(null);
  const dialogs: ItemDialogs<T> = {
    edit: (item) => setEdited(() => item),
    remove: (item) => setRemoved(() => item),
  };
  return (
    <Loaded query={query}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {empty}
            </Text>
          ) : (
            <PlainTable {...table} items={items} actions={actions ? (item) => actions(item, dialogs) : null} />
          )}
          {add ? (
            <Button mt="sm" variant="default" onClick={() => setEdited('new')}>
              {add}
            </Button>
          ) : null}
          {edited === null ? null : dialog(edited === 'new' ? null : edited, () => setEdited(null))}
          {removed === null ? null : removal?.(removed, () => setRemoved(null))}
        </>
      )}
    </Loaded>
  );
}
