import { Alert, Button, Modal, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../i18n/words.ts';
import { DialogFoot } from './dialog-foot.tsx';
import { problemText } from './problem-text.ts';
import { useIssueAt } from './use-issue-at.ts';

/** What the API says that belongs to none of the fields. */
function Refusal({ error, fields }: { readonly error: Error; readonly fields: readonly string[] }) {
  const words = useWords();
  const issueAt = useIssueAt(error);
  if (fields.some((field) => issueAt(field) !== undefined)) return null;
  return (
    <Alert color="red" variant="light" role="alert" p="xs">
      {problemText(error, words)}
    </Alert>
  );
}

type FormDialogProps = {
  readonly title: string;
  readonly action: string;
  /** The fields that show what is wrong with them. */
  readonly fields: readonly string[];
  readonly saving: { readonly error: Error | null; readonly isPending: boolean };
  readonly complete: boolean;
  readonly size?: string;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A dialog with a form: what was refused on top, its fields, the way out and the way on. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, fields, saving, complete, size = 'md', onSave, onClose, children } = props;
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) onSave();
  };
  return (
    <Modal opened onClose={onClose} size={size} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {saving.error ? <Refusal error={saving.error} fields={fields} /> : null}
          {children}
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={saving.isPending} disabled={!complete}>
              {action}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  );
}
