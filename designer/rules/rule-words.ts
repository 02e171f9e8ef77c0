import type { TFunction } from 'i18next';
import { isRecordType } from '../../domain/records/record-types.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import type { Words } from '../i18n/words.ts';
import type { RuleWords } from './rule-sentence.ts';

/** The words in which rules of a definition are said: fields of its subject, names of its steps. */
export function ruleWordsOf({ subject, steps }: DefinitionView, words: Words, t: TFunction): RuleWords {
  const stepName = (stepId: string) =>
    steps[stepId]?.name ?? (steps[stepId] ? words.stepType(steps[stepId].type) : stepId);
  return { subject: isRecordType(subject) ? subject : 'lead', words, t, stepName };
}
