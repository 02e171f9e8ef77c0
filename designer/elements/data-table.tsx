import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
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
};

const classOf = (column: Column<never>) =>
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

/** A list whose rows open pages: by click anywhere, by keyboard through the link in the first cell. */
export function DataTable<T>({ label, items, columns, idOf, hrefOf }: DataTableProps<T>) {
  const navigate = useNavigate();
  const open = (event: MouseEvent, href: string) => {
    const inControl = event.target instanceof Element && event.target.closest('a,button,input,label');
    if (!inControl) void navigate(href);
  };
  return (
    <div className="table-frame">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {items.map((item) => (
            // The row's link serves the keyboard: this click only makes the target larger.
            <tr key={idOf(item)} onClick={(event) => open(event, hrefOf(item))}>
              {columns.map((column, index) => (
                <td key={column.key} className={classOf(column)}>
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
