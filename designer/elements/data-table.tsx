import { Checkbox } from '@mantine/core';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Selection } from './use-selection.ts';
import './data-table.css';

export type Column<T> = {
  readonly key: string;
  readonly title: string;
  readonly cell: (item: T) => ReactNode;
  /** From which width it is shown; always when left out. */
  readonly from?: 'small' | 'medium';
  readonly number?: true;
};

type DataTableProps<T> = {
  readonly label: string;
  readonly items: readonly T[];
  /** The first one holds the link to the row's page. */
  readonly columns: readonly Column<T>[];
  readonly idOf: (item: T) => string;
  readonly hrefOf: (item: T) => string;
  /** Rows can be chosen; each one's box goes by what this calls it. */
  readonly choice?: { readonly selection: Selection; readonly nameOf: (item: T) => string } | undefined;
};

/** The class of a column's cells: from which width they are shown, and that they hold numbers. */
export const columnClass = (column: Column<never>) =>
  [column.from ? `from-${column.from}` : '', column.number ? 'number' : ''].filter(Boolean).join(' ');

/** Arrow keys move between rows; Enter follows the link that has the focus. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a.row-link')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLAnchorElement ? links.indexOf(focused) : -1;
  if (at < 0) return;
  event.preventDefault();
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
  links[targets[event.key as keyof typeof targets]]?.focus();
}

function ChooseAll({ ids, selection }: { ids: readonly string[]; selection: Selection }) {
  const { t } = useTranslation();
  const chosen = ids.filter((id) => selection.ids.has(id)).length;
  return (
    <th scope="col" className="choose">
      <Checkbox
        size="xs"
        aria-label={t('bulk.chooseAll')}
        checked={chosen === ids.length}
        indeterminate={chosen > 0 && chosen < ids.length}
        onChange={() => selection.choose(chosen === ids.length ? [] : ids)}
      />
    </th>
  );
}

function ChooseRow({ id, name, selection }: { id: string; name: string; selection: Selection }) {
  const { t } = useTranslation();
  return (
    <td className="choose">
      <Checkbox
        size="xs"
        aria-label={t('bulk.choose', { name })}
        checked={selection.ids.has(id)}
        onChange={() => selection.toggle(id)}
      />
    </td>
  );
}

/** A list whose rows open pages: by click anywhere, by keyboard through the link in the first cell. */
export function DataTable<T>({ label, items, columns, idOf, hrefOf, choice }: DataTableProps<T>) {
  const navigate = useNavigate();
  const open = (event: MouseEvent, href: string) => {
    const inControl = event.target instanceof Element && event.target.closest('a,button,input,label,.choose');
    if (!inControl) void navigate(href);
  };
  return (
    <div className="table-frame">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {choice ? <ChooseAll ids={items.map(idOf)} selection={choice.selection} /> : null}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={columnClass(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {items.map((item) => (
            // The row's link serves the keyboard: this click only makes the target larger.
            <tr key={idOf(item)} onClick={(event) => open(event, hrefOf(item))}>
              {choice ? <ChooseRow id={idOf(item)} name={choice.nameOf(item)} selection={choice.selection} /> : null}
              {columns.map((column, index) => (
                <td key={column.key} className={columnClass(column)}>
                  {index === 0 ? (
                    <Link className="row-link" to={hrefOf(item)}>
                      {column.cell(item)}
                    </Link>
                  ) : (
                    column.cell(item)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
