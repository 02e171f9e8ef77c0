import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type DialogFootProps = { readonly onClose: () => void; readonly children: ReactNode };

/** The way out of a dialog, and the way on: `children`. */
export function DialogFoot({ onClose, children }: DialogFootProps) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>
        {t('cancel')}
      </Button>
      {children}
    </Group>
  );
}
