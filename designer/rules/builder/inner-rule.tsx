import { Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../domain/json.ts';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import type { RuleWords } from '../rule-sentence.ts';
import { RuleTree } from './rule-tree.tsx';
import { useQueryOf } from './use-query-of.ts';

type InnerRuleProps = {
  readonly label: string;
  readonly rule: Json | undefined;
  readonly scope: RuleScope;
  readonly words: RuleWords;
  readonly disabled: boolean;
  readonly onChange: (rule: Json | undefined) => void;
};

/** The rule inside a line, with a tree of its own; what has none stays as it is. */
export function InnerRule({ label, rule, scope, words, disabled, onChange }: InnerRuleProps) {
  const { t } = useTranslation();
  const { query, change } = useQueryOf(rule, onChange);
  return (
    <fieldset className="builder-inner">
      <legend>{label}</legend>
      {query === null ? (
        <>
          <Code>{JSON.stringify(rule)}</Code> <span className="builder-empty">{t('builder.rawHelp')}</span>
        </>
      ) : (
        <RuleTree query={query} scope={scope} words={words} disabled={disabled} onChange={change} />
      )}
    </fieldset>
  );
}
