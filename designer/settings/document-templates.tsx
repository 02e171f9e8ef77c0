import { Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { get, post, put } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { ItemList, RowActions } from './item-list.tsx';

type DocumentTemplate = {
  readonly key: string;
  readonly name: string;
  readonly channel: string;
  readonly html: string | null;
  readonly builtIn: boolean;
  readonly version: number;
  readonly updatedAt: string;
};

type TemplateDialogProps = { readonly template: DocumentTemplate | null; readonly onClose: () => void };

function useSaving(template: DocumentTemplate | null, onSaved: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, name, html }: Pick<DocumentTemplate, 'key' | 'name' | 'html'>) => {
      const content = { name: name.trim(), channel: 'document', html };
      return template
        ? put(`/api/templates/${template.key}`, content, template.version)
        : post('/api/templates', { key: key.trim(), ...content });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['templates'] });
      tellDone(t('documents.saved'));
      onSaved();
    },
  });
}

function TemplateDialog({ template, onClose }: TemplateDialogProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState('');
  const [name, setName] = useState(template?.name ?? '');
  const [html, setHtml] = useState(template?.html ?? '<h1>{{words.offer}} {{default record.number ""}}</h1>\n');
  const saving = useSaving(template, onClose);
  const issueAt = useIssueAt(saving.error);
  return (
    <FormDialog
      size="xl"
      title={template ? t('documents.edit', { name: template.name }) : t('documents.new')}
      action={t('save')}
      fields={['key', 'name', 'html']}
      saving={saving}
      complete={name.trim() !== '' && (template !== null || key.trim() !== '')}
      onSave={() => saving.mutate({ key, name, html })}
      onClose={onClose}
    >
      <TextInput
        label={t('documents.name')}
        value={name}
        error={issueAt('name')}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {template ? null : (
        <TextInput
          label={t('documents.key')}
          description={t('documents.keyHelp')}
          value={key}
          error={issueAt('key')}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={t('documents.html')}
        description={t('documents.htmlHelp')}
        value={html}
        error={issueAt('html')}
        autosize
        minRows={10}
        maxRows={22}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => setHtml(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** What PDFs are made of. */
export function DocumentTemplates() {
  const { t } = useTranslation();
  const mayEdit = useMay('template:edit');
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => get<Page<DocumentTemplate>>('/api/templates?limit=200', signal),
    select: ({ items, ...page }) => ({ ...page, items: items.filter(({ channel }) => channel === 'document') }),
  });
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('documents.help')}
      </Text>
      <ItemList
        query={templates}
        label={t('documents.title')}
        columns={[
          { key: 'name', title: t('documents.name'), cell: ({ name }) => <b>{name}</b> },
          { key: 'key', title: t('documents.key'), from: 'small', cell: ({ key }) => <code>{key}</code> },
          {
            key: 'changed',
            title: t('documents.changed'),
            from: 'small',
            cell: ({ updatedAt }) => <When at={updatedAt} />,
          },
        ]}
        idOf={({ key }) => key}
        actions={
          mayEdit
            ? (template, dialogs) => (
                <RowActions
                  actions={[
                    {
                      word: t('edit'),
                      name: t('documents.edit', { name: template.name }),
                      do: () => dialogs.edit(template),
                    },
                  ]}
                />
              )
            : null
        }
        add={mayEdit ? t('documents.new') : null}
        dialog={(template, onClose) => <TemplateDialog template={template} onClose={onClose} />}
      />
    </>
  );
}
