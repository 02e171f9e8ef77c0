import { Alert, Button, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { triggerCondition, triggerTitle } from '../canvas/trigger-text.ts';
import { DialogFoot } from '../elements/dialog-foot.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { PublishSummary } from './publish-summary.tsx';
import { UnsavedNote } from './unsaved-note.tsx';
import { workflowPath } from './use-workflow.ts';

type PublishDialogProps = {
  readonly workflow: Workflow;
  readonly opened: boolean;
  readonly unsaved: boolean;
  readonly onClose: () => void;
  readonly onRefused: () => void;
};

function usePublishing({ workflow, onClose, onRefused }: Omit<PublishDialogProps, 'opened' | 'unsaved'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      post<{ version: number }>(`${workflowPath(workflow.key)}/publish`, note === '' ? {} : { note }),
    onSuccess: async ({ version }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['workflow', workflow.key] }),
        client.invalidateQueries({ queryKey: ['workflows'] }),
      ]);
      onClose();
      tellDone(t('publish.done', { version }));
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 422) onRefused();
      void client.invalidateQueries({ queryKey: ['workflow', workflow.key] });
    },
  });
}

/** Why the draft was not published: the first of its errors. */
function Refused({ error }: { error: Error }) {
  const words = useWords();
  const issues = error instanceof Problem ? error.issues : [];
  const title = error instanceof Problem ? words.say(error.title) : error.message;
  return (
    <Alert color="red" variant="light" role="alert" p="xs" title={title}>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {issues.slice(0, 5).map((issue) => (
          <li key={issue.path + issue.code}>{words.issue(issue)}</li>
        ))}
      </ul>
    </Alert>
  );
}

/** What will start a run: "When a lead is created: Source is “web”". */
function Starts({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const words = useWords();
  const definition = viewDefinition(workflow.draft);
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {definition.triggers.map((trigger) => {
        const bounded = trigger.when !== undefined || trigger.fields !== undefined;
        const parts = [
          triggerTitle(trigger, definition, words),
          ...(bounded ? [triggerCondition(trigger, definition, words, t)] : []),
        ];
        return <li key={String(trigger.id)}>{parts.join(': ')}</li>;
      })}
    </ul>
  );
}

/** What publishing does, and what speaks against it. */
function Outlook({ workflow, opened }: { workflow: Workflow; opened: boolean }) {
  const { t } = useTranslation();
  const issues = workflow.issues ?? [];
  const warnings = issues.filter(({ severity }) => severity === 'warning').length;
  const errors = issues.length - warnings;
  const { publishedVersion } = workflow;
  return (
    <>
      <p className="soft" style={{ margin: 0 }}>
        {publishedVersion ? t('publish.helpNext', { version: publishedVersion + 1 }) : t('publish.helpFirst')}
      </p>
      {publishedVersion ? null : <Starts workflow={workflow} />}
      {opened && publishedVersion ? <PublishSummary workflow={workflow} /> : null}
      {errors > 0 ? (
        <Alert color="red" variant="light" p="xs">
          {t('publish.errors', { count: errors })}
        </Alert>
      ) : null}
      {warnings > 0 && errors === 0 ? (
        <Alert color="yellow" variant="light" p="xs">
          {t('publish.warnings', { count: warnings })}
        </Alert>
      ) : null}
    </>
  );
}

/** Publishes the draft as the next version, with a note for those who look back. */
export function PublishDialog({ workflow, opened, unsaved, onClose, onRefused }: PublishDialogProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const publishing = usePublishing({ workflow, onClose, onRefused });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publishing.mutate(note.trim(), { onSuccess: () => setNote('') });
  };
  const title = t('publish.title', { name: workflow.name });
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          {unsaved ? <UnsavedNote /> : null}
          <Outlook workflow={workflow} opened={opened} />
          {publishing.isError ? <Refused error={publishing.error} /> : null}
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
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={publishing.isPending}>
              {t('publish.action')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  );
}
