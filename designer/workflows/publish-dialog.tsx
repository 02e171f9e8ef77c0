import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { tellDone } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { PublishSummary } from './publish-summary.tsx';
import { workflowPath } from './use-workflow.ts';

type PublishDialogProps = {
  readonly workflow: Workflow;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onRefused: () => void;
};

/** Publishes the draft as the next version, with a note for those who look back. */
export function PublishDialog({ workflow, opened, onClose, onRefused }: PublishDialogProps) {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const warnings = (workflow.issues ?? []).filter(({ severity }) => severity === 'warning').length;
  const publishing = useMutation({
    mutationFn: () =>
      post<{ version: number }>(
        `${workflowPath(workflow.key)}/publish`,
        note.trim() === '' ? {} : { note: note.trim() },
      ),
    onSuccess: async ({ version }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['workflow', workflow.key] }),
        client.invalidateQueries({ queryKey: ['workflows'] }),
      ]);
      setNote('');
      onClose();
      tellDone(t('publish.done', { version }));
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 422) onRefused();
      void client.invalidateQueries({ queryKey: ['workflow', workflow.key] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publishing.mutate();
  };
  const issues = publishing.error instanceof Problem ? publishing.error.issues : [];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('publish.title', { name: workflow.name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <p className="soft" style={{ margin: 0 }}>
            {workflow.publishedVersion
              ? t('publish.helpNext', { version: workflow.publishedVersion + 1 })
              : t('publish.helpFirst')}
          </p>
          {opened && workflow.publishedVersion ? <PublishSummary workflow={workflow} /> : null}
          {warnings > 0 ? (
            <Alert color="yellow" variant="light" p="xs">
              {t('publish.warnings', { count: warnings })}
            </Alert>
          ) : null}
          {publishing.isError ? (
            <Alert
              color="red"
              variant="light"
              role="alert"
              p="xs"
              title={publishing.error instanceof Problem ? words.say(publishing.error.title) : publishing.error.message}
            >
              <ul style={{ margin: 0, paddingLeft: 18 }}>
                {issues.slice(0, 5).map((issue) => (
                  <li key={issue.path + issue.code}>{words.issue(issue)}</li>
                ))}
              </ul>
            </Alert>
          ) : null}
          <Textarea
            label={t('publish.note')}
            description={t('publish.noteHelp')}
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            data-autofocus
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={publishing.isPending}>
              {t('publish.action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
