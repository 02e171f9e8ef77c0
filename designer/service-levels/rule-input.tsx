import { NativeSelect, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { useNamedWords } from '../records/use-named-words.ts';
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

/** A condition: none, one of those that are usual, in words, or one's own as JSON-Logic with its sentence beneath. */
export function RuleInput({ label, subject, value, none, usual, error, disabled, onChange }: RuleInputProps) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const say = (rule: unknown) => ruleSentence(rule, { subject, words, t });
  const texts = usual.map((rule) => JSON.stringify(rule));
  const [writes, setWrites] = useState(value !== '' && !texts.includes(value));
  const choice = writes ? own : value;
  const sound = isRuleText(value);
  return (
    <div className="rule-input">
      <NativeSelect
        label={label}
        value={choice}
        disabled={disabled}
        error={writes ? undefined : error}
        data={[
          { value: '', label: none },
          ...usual.map((rule, n) => ({ value: texts[n] ?? '', label: say(rule) })),
          { value: own, label: t('policy.ownRule') },
        ]}
        onChange={({ currentTarget: { value: chosen } }) => {
          setWrites(chosen === own);
          if (chosen !== own) onChange(chosen);
        }}
      />
      {writes ? (
        <>
          <Textarea
            aria-label={t('policy.ruleOf', { label })}
            autosize
            minRows={2}
            maxRows={10}
            ff="monospace"
            value={value}
            disabled={disabled}
            error={sound ? error : t('policy.noJson')}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {sound && value.trim() !== '' ? (
            <Text size="xs" c="dimmed">
              “{say(ruleOf(value))}”
            </Text>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
