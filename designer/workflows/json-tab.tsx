import { Alert, Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Workflow } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { LeaveGuard } from '../elements/leave-guard.tsx';
import { SkeletonLines } from '../elements/loaded.tsx';
import { problemText } from '../elements/problem-text.ts';
import { tellDone } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { orderDefinition } from './definition-order.ts';
import { formatJson } from './format-json.ts';
import type { JsonEditorHandle } from './json-editor.tsx';
import { lineOf, linesOfPlaces } from './json-places.ts';
import { Problems } from './problems.tsx';
import { useIssues } from './use-issues.ts';
import { workflowPath } from './use-workflow.ts';
import './editor.css';
import './json-tab.css';

/** The editor is large: it comes when it is first looked at. */
const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));
const hintId = 'json-editor-keys';

const pretty = (draft: JsonObject | undefined) => formatJson(orderDefinition(draft ?? {}));

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

/** Issues of the text as it stands; while it is no JSON, where that breaks off. */
function useTextIssues(workflow: Workflow, text: string, dirty: boolean): readonly Issue[] {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(text, 500);
  const parsed = useMemo(() => parse(settled), [settled]);
  const issues = useIssues(workflow, 'document' in parsed ? parsed.document : null, dirty);
  if (!dirty || 'document' in parsed) return issues;
  return [{ severity: 'error', code: 'not-json', path: '', message: t('json.broken', { message: parsed.message }) }];
}

type Kept = { readonly version: number; readonly text: string };

/** The text that is edited, the draft it began from, and how it is saved. A newer draft shows through while nothing was typed. */
function useDraftText(workflow: Workflow) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState(() => pretty(workflow.draft));
  const [base, setBase] = useState<Kept>({ version: workflow.draftVersion, text });
  const dirty = text !== base.text;
  const takeOver = ({ draft, draftVersion }: Workflow) => {
    const fresh = pretty(draft);
    setText(fresh);
    setBase({ version: draftVersion, text: fresh });
  };
  useEffect(() => {
    if (!dirty && workflow.draftVersion !== base.version) takeOver(workflow);
  });
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
  const keepTheirs = async () => {
    const theirs = await get<Workflow>(workflowPath(workflow.key));
    takeOver(theirs);
    saving.reset();
    client.setQueryData(['workflow', workflow.key], theirs);
  };
  return { text, setText, base, dirty, saving, keepTheirs };
}

type DraftText = ReturnType<typeof useDraftText>;

/** Why the text was not saved; after a conflict, the choice between the two drafts. */
function SaveProblem({ saving, keepTheirs }: Pick<DraftText, 'saving' | 'keepTheirs'>) {
  const { t } = useTranslation();
  const words = useWords();
  if (!saving.isError) return null;
  const conflict = isProblem(saving.error, 'version-conflict');
  const title = conflict ? t('json.conflict') : problemText(saving.error, words);
  return (
    <Alert color="red" variant="light" role="alert" radius={0} p="sm" title={title}>
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
  );
}

function Foot({ text, setText, base, dirty, saving }: DraftText) {
  const { t } = useTranslation();
  return (
    <div className="editor-foot">
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
      <span className="soft" aria-live="polite">
        {dirty ? t('json.unsaved') : t('json.draftVersion', { version: base.version })}
      </span>
      <span className="json-keys soft" id={hintId}>
        {t('json.keys')}
      </span>
    </div>
  );
}

const loadingEditor = (
  <div className="json-editor" aria-busy="true">
    <SkeletonLines lines={10} />
  </div>
);

/** The definition as JSON: edited as text, saved as draft, its issues below. */
export function JsonTab({ workflow, onDirty }: { workflow: Workflow; onDirty: (dirty: boolean) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const mayEdit = useMay('workflow:edit');
  const editor = useRef<JsonEditorHandle>(null);
  const draft = useDraftText(workflow);
  const { text, setText, saving, keepTheirs } = draft;
  useEffect(() => {
    onDirty(draft.dirty);
    return () => onDirty(false);
  }, [draft.dirty, onDirty]);
  const issues = useTextIssues(workflow, text, draft.dirty);
  const told = useMemo(() => issues.map((issue) => ({ ...issue, message: words.issue(issue) })), [issues, words]);
  const at = useSearchParams()[0].get('at');
  const jumpTo = (issue: Issue) => editor.current?.showLine(lineOf(linesOfPlaces(text), issue.path));
  return (
    <div className="editor-middle" style={{ flex: 1 }}>
      <LeaveGuard dirty={draft.dirty} />
      <Suspense fallback={loadingEditor}>
        <JsonEditor
          label={t('json.label')}
          hint={hintId}
          text={text}
          issues={told}
          readOnly={!mayEdit}
          handle={editor}
          {...(at === null ? {} : { openAt: lineOf(linesOfPlaces(text), at) })}
          onChange={setText}
        />
      </Suspense>
      <SaveProblem saving={saving} keepTheirs={keepTheirs} />
      <section className="drawer" aria-label={t('problems.title')}>
        <div className="drawer-body">
          <Problems issues={issues} onOpen={jumpTo} />
        </div>
      </section>
      {mayEdit ? (
        <Foot {...draft} />
      ) : (
        <span className="hidden-visually" id={hintId}>
          {t('json.readOnly')}
        </span>
      )}
    </div>
  );
}
