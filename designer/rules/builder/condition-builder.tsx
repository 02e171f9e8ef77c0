import { Skeleton, Tabs } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../domain/json.ts';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import { useNamedWords } from '../../records/use-named-words.ts';
import { type RuleWords, ruleSentence } from '../rule-sentence.ts';
import { subjectOf } from './preview-scope.ts';
import { RulePreview } from './rule-preview.tsx';
import { RuleText } from './rule-text.tsx';
import { useQueryOf } from './use-query-of.ts';
import { useRuleDraft } from './use-rule-draft.ts';
import './condition-builder.css';

const RuleTree = lazy(async () => ({ default: (await import('./rule-tree.tsx')).RuleTree }));

type ConditionBuilderProps = {
  /** Nothing, where there is no condition. */
  readonly rule: Json | undefined;
  readonly onChange: (rule: Json | undefined) => void;
  /** What the rule may read where it stands: `useRuleScope`. The same object as long as it says the same. */
  readonly scope: RuleScope;
  readonly readOnly?: boolean;
  readonly stepName?: (stepId: string) => string;
  /** The text that was typed while it is no JSON, and so no rule; null when it is one again. */
  readonly onBroken?: (text: string | null) => void;
};

type Tab = 'builder' | 'text';

/** Edits a condition: in lines and groups, or as text where it has none; with its sentence and the records it holds for. */
export function ConditionBuilder({
  rule,
  onChange,
  scope,
  readOnly = false,
  stepName,
  onBroken,
}: ConditionBuilderProps) {
  const { t } = useTranslation();
  const words = useRuleWords(scope, stepName);
  const { query, change } = useQueryOf(rule, onChange);
  const draft = useRuleDraft(rule, onChange, onBroken);
  const [chosen, setChosen] = useState<Tab | null>(null);
  const reason = draft.sound ? (query === null ? 'builder.textOnly' : null) : 'builder.textBroken';
  const tab: Tab = reason === null ? (chosen ?? 'builder') : 'text';
  const type = (text: string) => {
    setChosen('text');
    draft.type(text);
  };
  return (
    <div className="condition-builder">
      <p className="builder-sentence">
        {rule === undefined ? t('builder.noRule') : t('value.quoted', { text: ruleSentence(rule, words) })}
      </p>
      <Tabs value={tab} keepMounted={false} onChange={(next) => setChosen(next === 'text' ? 'text' : 'builder')}>
        <Tabs.List aria-label={t('builder.tabs')}>
          <Tabs.Tab value="builder" disabled={reason !== null}>
            {t('builder.tab.builder')}
          </Tabs.Tab>
          <Tabs.Tab value="text">{t('builder.tab.text')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="builder" pt="xs">
          {query === null ? null : (
            <Suspense fallback={<Skeleton height={90} />}>
              <RuleTree query={query} scope={scope} words={words} disabled={readOnly} onChange={change} />
            </Suspense>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="text" pt="xs">
          {reason === null ? null : <p className="builder-reason">{t(reason)}</p>}
          <RuleText text={draft.text} scope={scope} disabled={readOnly} onChange={type} />
        </Tabs.Panel>
      </Tabs>
      {draft.sound ? <RulePreview rule={rule} scope={scope} /> : null}
    </div>
  );
}

/** The words in which the rules of a scope are said. */
function useRuleWords(scope: RuleScope, stepName?: (stepId: string) => string): RuleWords {
  const { t } = useTranslation();
  const words = useNamedWords();
  const subject = subjectOf(scope) ?? 'lead';
  return useMemo(
    () => ({ subject, words, t, ...(stepName === undefined ? {} : { stepName }) }),
    [subject, words, t, stepName],
  );
}
