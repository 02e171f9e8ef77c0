import { ActionIcon, Menu } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconColumns3, IconRestore } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from './data-table.tsx';

type ColumnChoice<T> = { readonly columns: readonly Column<T>[]; readonly chooser: ReactNode };

/**
 * Which columns of a list are shown, kept by this browser under the list's name; the first one always is. What was chosen by
 * hand is shown at every width.
 */
export function useColumnChoice<T>(
  list: string,
  all: readonly Column<T>[],
  usual: readonly string[] = all.map(({ key }) => key),
): ColumnChoice<T> {
  const { t } = useTranslation();
  const [kept, keep] = useLocalStorage<readonly string[] | null>({
    key: `cadenza-columns-${list}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const chosen = Array.isArray(kept) ? kept : null;
  const shown = new Set(chosen ?? usual);
  const isShown = (column: Column<T>, index: number) => index === 0 || shown.has(column.key);
  const visible = all.filter(isShown);
  const columns = chosen === null ? visible : visible.map(({ from: _, ...column }) => column);
  const toggle = (key: string) => {
    const after = new Set(shown);
    if (!after.delete(key)) after.add(key);
    keep(all.map((column) => column.key).filter((column) => after.has(column)));
  };
  return {
    columns,
    chooser: (
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={t('columns.choose')}>
            <IconColumns3 size={18} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown className="column-menu">
          {all.slice(1).map((column) => (
            <Menu.CheckboxItem key={column.key} checked={shown.has(column.key)} onChange={() => toggle(column.key)}>
              {column.title}
            </Menu.CheckboxItem>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconRestore size={15} stroke={1.5} aria-hidden />}
            disabled={chosen === null}
            onClick={() => keep(null)}
          >
            {t('columns.usual')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    ),
  };
}
