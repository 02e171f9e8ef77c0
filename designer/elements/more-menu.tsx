import { Button, Menu } from '@mantine/core';
import { type Icon, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What else can be done with a page's subject. */
export function MoreMenu({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={9} aria-label={t('more')}>
          <IconDots size={17} stroke={1.5} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown miw={220}>{children}</Menu.Dropdown>
    </Menu>
  );
}

type MoreItemProps = {
  readonly icon: Icon;
  readonly onClick: () => void;
  readonly danger?: boolean;
  readonly children: ReactNode;
};

/** One of its entries; dangerous ones are red. */
export function MoreItem({ icon: Picture, onClick, danger = false, children }: MoreItemProps) {
  return (
    <Menu.Item
      leftSection={<Picture size={15} stroke={1.5} aria-hidden />}
      {...(danger ? { c: 'var(--red)' } : {})}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
  );
}
