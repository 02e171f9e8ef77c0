import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../domain/json.ts';
import { checkRule } from '../../../domain/logic/check.ts';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import { parsedRule } from './parsed-rule.ts';
import { TrapList } from './trap-list.tsx';

type RuleTextProps = {
  readonly text: string;
  readonly scope: RuleScope;
  readonly disabled: boolean;
  readonly onChange: (text: string) => void;
};

const issuesOf = (rule: Json | undefined, scope: RuleScope) =>
  rule === undefined ? [] : checkRule(rule, scope).map((issue) => ({ kind: 'issue' as const, issue }));

/** A rule as its JSON, with what is wrong in it. */
export function RuleText({ text, scope, disabled, onChange }: RuleTextProps) {
  const { t } = useTranslation();
  const parsed = parsedRule(text);
  return (
    <div className="builder-text">
      <Textarea
        label={t('builder.textLabel')}
        autosize
        minRows={4}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        readOnly={disabled}
        error={parsed.sound ? undefined : t('builder.noJson', { line: parsed.line, column: parsed.column })}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {parsed.sound ? <TrapList traps={issuesOf(parsed.rule, scope)} /> : null}
    </div>
  );
}
