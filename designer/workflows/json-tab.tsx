import { Alert, Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Workflow } from '../api/answers.ts';
import { get, post, put } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { tellDone } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { formatJson } from './format-json.ts';
import { JsonEditor } from './json-editor.tsx';
import { lineOf, linesOfPlaces } from './json-places.ts';
import { Problems } from './problems.tsx';
import { workflowPath } from './use-workflow.ts';

const pretty = (draft: JsonObject | undefined) => formatJson(draft ?? {});

function parse(text: string): { readonly document: JsonObject } | { readonly message: string } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { document: value as JsonObject }
      : { message: '{}' };
  } catch (error) {
    return { message: error instanceof Error ? error.message : '' };
  }
}

/** Warns before the tab is closed over unsaved text. */
function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
}

/** Issues of the text as it stands: the API's answer to what parses, a moment after the last change. */
function useIssues(workflow: Workflow, text: string, dirty: boolean): readonly Issue[] {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(text, 500);
  const parsed = parse(settled);
  const checked = useQuery({
    queryKey: ['workflow', workflow.key, 'validate', settled],
    enabled: dirty && 'document' in parsed,
    queryFn: () =>
      post<{ issues: readonly Issue[] }>(
        `${workflowPath(workflow.key)}/validate`,
        'document' in parsed ? { definition: parsed.document } : {},
      ),
  });
  if (!dirty) return workflow.issues ?? [];
  if ('message' in parsed)
    return [{ severity: 'error', code: 'not-json', path: '', message: t('json.broken', { message: parsed.message }) }];
  return checked.data?.issues ?? workflow.issues ?? [];
}

/** The definition as JSON: edited as text, saved as draft, its issues below. */
export function JsonTab({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayEdit = useMay('workflow:edit');
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => pretty(workflow.draft));
  const [base, setBase] = useState({ version: workflow.draftVersion, text });
  const dirty = text !== base.text;
  const issues = useIssues(workflow, text, dirty);
  useLeaveGuard(dirty);
  useEffect(() => {
    if (dirty || workflow.draftVersion === base.version) return;
    const fresh = pretty(workflow.draft);
    setText(fresh);
    setBase({ version: workflow.draftVersion, text: fresh });
  }, [workflow, dirty, base.version]);
  const saving = useMutation({
    mutationFn: (version: number | undefined) => put<Workflow>(workflowPath(workflow.key), JSON.parse(text), version),
    onSuccess: (saved) => {
      setBase({ version: saved.draftVersion, text });
      client.setQueryData(['workflow', workflow.key], (before: Workflow | undefined) => ({ ...before, ...saved }));
      void client.invalidateQueries({ queryKey: ['workflow', workflow.key] });
      void client.invalidateQueries({ queryKey: ['workflows'] });
      tellDone(t('json.saved'));
    },
  });
  const conflict = isProblem(saving.error, 'version-conflict');
  const keepTheirs = async () => {
    const theirs = await get<Workflow>(workflowPath(workflow.key));
    const fresh = pretty(theirs.draft);
    setText(fresh);
    setBase({ version: theirs.draftVersion, text: fresh });
    saving.reset();
    client.setQueryData(['workflow', workflow.key], theirs);
  };
  const jumpTo = (issue: Issue) => {
    const line = lineOf(linesOfPlaces(text), issue.path);
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    area.current?.focus();
    area.current?.setSelectionRange(start, end < 0 ? text.length : end);
    area.current?.parentElement?.scrollTo({ top: (line - 4) * 20 });
  };
  return (
    <div className="editor-middle" style={{ flex: 1 }}>
      <JsonEditor
        label={t('json.label')}
        text={text}
        issues={issues}
        readOnly={!mayEdit}
        area={area}
        onChange={setText}
      />
      {saving.isError ? (
        <Alert
          color="red"
          variant="light"
          role="alert"
          radius={0}
          p="sm"
          title={conflict ? t('json.conflict') : saving.error.message}
        >
          {conflict ? (
            <>
              {t('json.conflictHelp')}{' '}
              <Button size="compact-sm" variant="default" onClick={() => void keepTheirs()}>
                {t('json.keepTheirs')}
              </Button>{' '}
              <Button size="compact-sm" variant="default" onClick={() => saving.mutate(undefined)}>
                {t('json.keepMine')}
              </Button>
            </>
          ) : null}
        </Alert>
      ) : null}
      <section className="drawer" aria-label={t('problems.title')}>
        <div className="drawer-body">
          <Problems issues={issues} onOpen={jumpTo} />
        </div>
      </section>
      {mayEdit ? (
        <div className="json-foot">
          <Button
            disabled={!dirty || 'message' in parse(text)}
            loading={saving.isPending}
            onClick={() => saving.mutate(base.version)}
          >
            {t('json.save')}
          </Button>
          {dirty ? (
            <Button variant="default" onClick={() => setText(base.text)}>
              {t('discard')}
            </Button>
          ) : null}
          <span className="soft">{dirty ? t('json.unsaved') : t('json.draftVersion', { version: base.version })}</span>
        </div>
      ) : null}
    </div>
  );
}
