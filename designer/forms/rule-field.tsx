import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import { JsonField } from './json-field.tsx';

type RuleFieldProps = {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly description?: string;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly definition: DefinitionView;
  readonly value: Json | undefined;
  /** Nothing where the condition was taken away. */
  readonly onChange: (rule: Json | undefined) => void;
};

/** A condition in words, and as the JSON-Logic that it is. */
export function RuleField({ label, labelHidden = false, definition, value, onChange, ...input }: RuleFieldProps) {
  const { t } = useTranslation();
  const words = useNamedWords();
  return (
    <div className="form-rule">
      <JsonField
        {...input}
        {...(labelHidden ? { 'aria-label': label } : { label })}
        value={value}
        onChange={onChange}
      />
      {value === undefined ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          “{ruleSentence(value, ruleWordsOf(definition, words, t))}”
        </Text>
      )}
    </div>
  );
}
