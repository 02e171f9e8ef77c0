import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Says that what was typed and not saved is left out. */
export function UnsavedNote() {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" variant="light" p="xs">
      {t('json.notIncluded')}
    </Alert>
  );
}
