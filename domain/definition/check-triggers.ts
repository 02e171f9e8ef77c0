import type { Issue } from '../errors.ts';
import type { Json } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import type { TypeOf } from '../steps/step-type.ts';
import { triggerTypeOf, triggerTypes } from '../triggers/registry.ts';
import type { SubjectFinder, TriggerType } from '../triggers/trigger-type.ts';
import { checkSet } from './check-set.ts';
import { checkWords, type WordContext } from './check-words.ts';
import { triggerSchema } from './schema.ts';
import { readPart } from './schema-issues.ts';
import { type DefinitionScope, type Parts, placed, ruleScope } from './scope.ts';

/** A trigger as far as it could be read. */
export type ReadTrigger = {
  readonly index: number;
  readonly id?: string;
  readonly type?: TriggerType;
  readonly config?: unknown;
  readonly issues: readonly Issue[];
};

/** Trigger types that the format names and this release does not have yet. */
const laterTypes: ReadonlySet<string> = new Set(['form', 'message', 'segment']);

/** Reads one trigger by the schema of its type. */
export function readTrigger(raw: unknown, index: number): ReadTrigger {
  const at = ['triggers', index];
  const frame = readPart(triggerSchema, raw, at);
  if (!frame.ok) return { index, issues: frame.issues };
  const { id } = frame.value;
  const type = triggerTypeOf(frame.value.type);
  if (!type) {
    const why = laterTypes.has(frame.value.type) ? 'is not available yet' : 'is not known';
    const message = `The trigger type "${frame.value.type}" ${why}. There are ${Object.keys(triggerTypes).join(', ')}.`;
    return {
      index,
      id,
      issues: [
        {
          severity: 'error',
          code: 'unknown-trigger-type',
          path: jsonPointer([...at, 'type']),
          message,
          params: { key: frame.value.type },
        },
      ],
    };
  }
  const config = readPart(type.config, raw, at);
  if (!config.ok) return { index, id, type, issues: config.issues };
  return { index, id, type, config: config.value, issues: [] };
}

/** Issues of triggers beyond their schemas; `subject` rules see what the trigger's type says. */
export function checkTriggers(
  triggers: readonly ReadTrigger[],
  { parts, scope, typeOf }: { parts: Parts; scope: DefinitionScope; typeOf: TypeOf },
): readonly Issue[] {
  return [
    ...(triggers.length === 0 ? [noTrigger] : []),
    ...duplicates(triggers),
    ...triggers.flatMap(({ index, type, config }) => {
      if (!type || config === undefined) return [];
      const rules = ruleScope('trigger', parts, scope, type.sees);
      const context: WordContext = { parts, scope, typeOf, rules };
      const finder = type.plan(config, parts.subject).subject;
      return placed(
        [
          ...checkWords(type.config, config, context),
          ...(finder ? checkFinder(finder, context) : []),
          ...(type.check?.(config, { subject: parts.subject, fields: scope.fieldsOf(parts.subject) }) ?? []),
        ],
        jsonPointer(['triggers', index]),
      );
    }),
  ];
}

const noTrigger: Issue = {
  severity: 'warning',
  code: 'no-trigger',
  path: '/triggers',
  message: 'Nothing starts this workflow. Add a trigger, such as {"id": "by-hand", "type": "manual"}.',
};

function duplicates(triggers: readonly ReadTrigger[]): readonly Issue[] {
  const ids = triggers.map(({ id }) => id);
  return triggers.flatMap(({ id, index }) =>
    id === undefined || ids.indexOf(id) === index
      ? []
      : [
          {
            severity: 'error' as const,
            code: 'duplicate-id',
            path: jsonPointer(['triggers', index, 'id']),
            message: `Two triggers have the id "${id}". Give each its own.`,
            params: { key: id },
          },
        ],
  );
}

/** The fields that a record is found by and made with. */
function checkFinder({ find, create }: SubjectFinder, { parts, scope, rules }: WordContext): readonly Issue[] {
  const fields = scope.fieldsOf(parts.subject);
  const check = (set: Readonly<Record<string, Json>>, path: string, made: { creates: boolean; also?: string[] }) =>
    placed(
      checkSet({
        type: parts.subject,
        fields: fields.map(({ readOnly: _, ...field }) => field),
        set,
        rules,
        ...made,
      }),
      path,
    );
  const also = Object.keys(find);
  return [
    ...check(find, '/subject/find', { creates: false }),
    ...(create === undefined || create === false
      ? []
      : check(create === true ? {} : create, '/subject/create', { creates: true, also })),
  ];
}
