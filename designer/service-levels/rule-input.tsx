import { Input, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { ConditionBuilder } from '../rules/builder/condition-builder.tsx';
import { useRuleScope } from '../rules/builder/use-rule-scope.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { isRuleText, ruleOf } from './policy-draft.ts';

type RuleInputProps = {
  readonly label: string;
  readonly subject: RecordTypeKey;
  /** JSON-Logic as text; empty for none. */
  readonly value: string;
  /** What it means that there is none. */
  readonly none: string;
  /** Conditions that are chosen often. */
  readonly usual: readonly Json[];
  readonly error?: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (text: string) => void;
};

const own = 'own';

/** A condition: none, one of those that are usual, in words, or one's own. */
export function RuleInput({ label, subject, value, none, usual, error, disabled, onChange }: RuleInputProps) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const texts = usual.map((rule) => JSON.stringify(rule));
  const [writes, setWrites] = useState(value !== '' && !texts.includes(value));
  return (
    <div className="rule-input">
      <NativeSelect
        label={label}
        value={writes ? own : value}
        disabled={disabled}
        error={writes ? undefined : error}
        data={[
          { value: '', label: none },
          ...usual.map((rule, n) => ({ value: texts[n] ?? '', label: ruleSentence(rule, { subject, words, t }) })),
          { value: own, label: t('policy.ownRule') },
        ]}
        onChange={({ currentTarget: { value: chosen } }) => {
          setWrites(chosen === own);
          if (chosen !== own) onChange(chosen);
        }}
      />
      {writes ? <OwnRule {...{ label, subject, value, error, disabled, onChange }} /> : null}
    </div>
  );
}

/** One's own condition. What is typed and no JSON is kept, and keeps the form from being saved. */
function OwnRule({ label, subject, value, error, disabled, onChange }: Omit<RuleInputProps, 'none' | 'usual'>) {
  const { t } = useTranslation();
  const scope = useRuleScope(subject);
  const [lastSound, setLastSound] = useState(value);
  const [broken, setBroken] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const isSound = isRuleText(value);
  if (isSound && value !== lastSound) setLastSound(value);
  // The form was discarded: what was typed goes with it.
  if (broken !== null && value !== broken) {
    setBroken(null);
    setRound(round + 1);
  }
  const text = isSound ? value : lastSound;
  const tellBroken = (typed: string | null) => {
    setBroken(typed);
    onChange(typed ?? lastSound);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in fieldsets whose legends look otherwise
    <div role="group" aria-label={t('policy.ruleOf', { label })}>
      <ConditionBuilder
        key={round}
        rule={isRuleText(text) ? ruleOf(text) : undefined}
        scope={scope}
        readOnly={disabled}
        onChange={(rule) => onChange(rule === undefined ? '' : JSON.stringify(rule))}
        onBroken={tellBroken}
      />
      {error === undefined ? null : <Input.Error role="alert">{error}</Input.Error>}
    </div>
  );
}
