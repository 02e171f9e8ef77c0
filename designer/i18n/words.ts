import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { Issue } from '../../domain/errors.ts';
import type { Field } from '../../domain/records/field.ts';
import { fieldsOf, isRecordType, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isReasonCode, reasons } from '../../domain/sending/reasons.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { Sentence } from '../../domain/steps/step-type.ts';
import { describeDuration } from '../../domain/time/describe-duration.ts';
import { durationSchema } from '../../domain/time/duration.ts';

type Incident = { readonly code: string; readonly message: string; readonly details?: unknown };

/** What lasts as long as what it tells says whom and what it is about. */
const aboutSchema = z.object({
  about: z.string(),
  title: z.string().default(''),
  who: z.string().default(''),
  count: z.number().default(0),
});

type LibraryWords = { readonly key: string; readonly name: string; readonly description: string };

/** `in-review` → `In review`: English words of values that have no label of their own. */
export function humanise(value: string): string {
  const words = value
    .replaceAll(/[-_.]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * What stopped something, by its code; in the engine's own English words where the language has none for it. Those that last as long as
 * what they tell say what they are about.
 */
function incidentText({ code, message, details }: Incident, t: TFunction): string {
  const about = aboutSchema.safeParse(details).data;
  const key = about ? `incident.about.${code}` : `incident.${code}`;
  return t(key, { ...about, english: message, defaultValue: '{{english}}' });
}

/** Values whose English is not what their key says. */
const choiceNames: Readonly<Record<string, string>> = {
  mal: 'MAL',
  mql: 'MQL',
  sms: 'SMS',
  email: 'E-mail',
  'waiting-customer': 'Waiting for the customer',
  'waiting-third-party': 'Waiting for a third party',
};

/** The English name of a value of a choice. */
export const choiceName = (value: string) =>
  Object.hasOwn(choiceNames, value) ? (choiceNames[value] ?? value) : humanise(value);

/**
 * The domain's words in the language of the app. English stands in domain/ itself and is the key: other languages have
 * `label.<English>` in their catalogue; a test finds what is missing.
 */
export function wordsIn(t: TFunction, userName = (id: string) => id.slice(0, 8)) {
  const say = (english: string) => t(`label.${english}`, { defaultValue: english });
  return {
    say,
    /** The name of a user; the beginning of their id where names are not at hand. */
    userName,
    recordType: (type: string) => say(isRecordType(type) ? recordTypes[type].label : humanise(type)),
    recordTypes: (type: string) => say(isRecordType(type) ? recordTypes[type].plural : humanise(type)),
    field: (field: Pick<Field, 'label' | 'custom'>) => (field.custom ? field.label : say(field.label)),
    fieldOf: (type: RecordTypeKey, key: string) =>
      say(fieldsOf(type).find((field) => field.key === key)?.label ?? humanise(key)),
    choice: (value: string) => say(choiceName(value)),
    /** What a process of the library is called and does; its definition keeps its own words. */
    libraryItem: ({ key, name, description }: LibraryWords): LibraryWords => ({
      key,
      name: t(`library.${key}.name`, { defaultValue: name }),
      description: t(`library.${key}.description`, { defaultValue: description }),
    }),
    /** An event as what is waited for: "a reply to an SMS"; its own name where the language has none for it. */
    eventNoun: (type: string) => t(`eventNoun.${type}`, { defaultValue: type }),
    stepType: (type: string) => say(stepTypeOf(type)?.title ?? humanise(type)),
    reason: (code: string) => say(isReasonCode(code) ? reasons[code].title : humanise(code)),
    /** `worded` replaces parameters by words of the language. */
    sentence: ({ key, params, text }: Sentence, worded: Readonly<Record<string, string>> = {}) => {
      const known = Object.entries(worded).filter(([name]) => Object.hasOwn(params, name));
      const english = known.reduce((said, [name, word]) => said.replace(String(params[name]), () => word), text);
      // Given as a value, so that braces in a text of the user's own are not taken for places.
      return t(key, { ...params, ...worded, english, defaultValue: '{{english}}' });
    },
    /** What is wrong, by the code of the issue; in its own English words where the language has none for it. */
    issue: ({ code, message, params }: Pick<Issue, 'code' | 'message' | 'params'>) =>
      t(`issue.${code}`, { ...params, english: message, defaultValue: '{{english}}' }),
    incident: (incident: Incident) => incidentText(incident, t),
    /** "3 business days", "1 day 12 hours"; empty for what is no duration. */
    duration: (value: unknown) => {
      const duration = durationSchema.safeParse(value);
      return duration.success
        ? describeDuration(duration.data)
            .map(({ key, params }) => t(key, params))
            .join(' ')
        : '';
    },
  };
}

export type Words = ReturnType<typeof wordsIn>;

export function useWords(): Words {
  const { t } = useTranslation();
  return useMemo(() => wordsIn(t), [t]);
}
