import type { Issue } from '../errors.ts';
import type { Json } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { isMatchingField } from '../records/matching-field.ts';
import { isRecordType, recordTypeKeys, recordTypes } from '../records/record-types.ts';
import { stepTypeOf, stepTypes } from '../steps/registry.ts';
import type { CheckScope, StepType, TypeOf } from '../steps/step-type.ts';
import type { MissingPolicy } from '../templates/check-template.ts';
import { checkDocument } from './check-document.ts';
import { checkSet, missingFields } from './check-set.ts';
import { checkWords, type WordContext } from './check-words.ts';
import { type Definition, type StepConfig, stepSchema } from './schema.ts';
import { readPart } from './schema-issues.ts';
import { type DefinitionScope, placed } from './scope.ts';

/** A step as far as it could be read: `type` and `config` are absent where they are not valid. */
export type ReadStep = {
  readonly id: string;
  readonly step?: StepConfig;
  readonly type?: StepType;
  readonly config?: unknown;
  readonly issues: readonly Issue[];
};

/** Step types that the format names and this release does not have yet. */
const laterTypes: ReadonlySet<string> = new Set(['send-whatsapp', 'call-voice', 'set-consent']);

/** Reads one step: its frame, then its config by the schema of its type. */
export function readStep(id: string, raw: unknown): ReadStep {
  const at = ['steps', id];
  const frame = readPart(stepSchema, raw, at);
  if (!frame.ok) return { id, issues: withStep(frame.issues, id) };
  const step = frame.value;
  const type = stepTypeOf(step.type);
  if (!type) {
    const why = laterTypes.has(step.type) ? 'is not available yet' : 'is not known';
    const message = `The step type "${step.type}" ${why}. There are ${Object.keys(stepTypes).join(', ')}.`;
    return {
      id,
      step,
      issues: [
        {
          severity: 'error',
          code: 'unknown-step-type',
          path: jsonPointer([...at, 'type']),
          stepId: id,
          message,
          params: { key: step.type },
        },
      ],
    };
  }
  const config = readPart(type.config, step.config ?? {}, [...at, 'config']);
  if (!config.ok) return { id, step, type, issues: withStep(config.issues, id) };
  return { id, step, type, config: config.value, issues: [] };
}

/** Issues inside the settings of a step that is valid in itself. */
export function checkStep({ id, type, config }: ReadStep, context: WordContext): readonly Issue[] {
  if (!type || config === undefined) return [];
  const issues = [
    ...checkWords(type.config, config, { ...context, missing: missingOf(config) }),
    ...(type.check?.(config, checkScope(context)) ?? []),
  ];
  return placed(issues, jsonPointer(['steps', id, 'config']), id);
}

function checkScope({ parts, scope, rules, typeOf }: WordContext): CheckScope {
  return {
    subject: parts.subject,
    typeOf,
    hasField: (type, field) => scope.fieldsOf(type).some(({ key }) => key === field),
    matchesRecords: (field) =>
      recordTypeKeys.some((type) => scope.fieldsOf(type).some((item) => item.key === field && isMatchingField(item))),
    missingFields: (type, given) => missingFields(scope.fieldsOf(type), given),
    stepTypeOf: (id) => parts.stepTypes.get(id),
    checkDocument: (template, type) => checkDocument({ template, type }, { scope, rules }),
    textsOf: (template) => scope.templateTexts?.get(template),
    versionOf: (workflow) => versionOf(workflow, parts.key, scope),
    pipelines: scope.pipelines,
    meant: (ref) => scope.meant?.(ref),
    hasVariable: (name) => parts.variables.some((variable) => variable.name === name),
    checkSet: (type, set, path, creates = false) =>
      type === null ? [] : placed(checkSet({ type, fields: scope.fieldsOf(type), set, rules, creates }), path),
  };
}

/** Of workflows that are not there, and of the workflow itself, other checks tell. */
function versionOf(key: string, own: string, { active, workflows }: DefinitionScope): Definition | null | undefined {
  if (!active || key === own || workflows?.has(key) === false) return undefined;
  return active.find((definition) => definition.key === key) ?? null;
}

/** The policy of messages for missing values; other steps stop for a person, and say nothing of it. */
function missingOf(config: unknown): MissingPolicy | undefined {
  const missing = config !== null && typeof config === 'object' && 'missing' in config ? config.missing : undefined;
  return missing === 'block' || missing === 'skip' || missing === 'empty' ? missing : undefined;
}

/** What a reference means in a definition: by the subject, its relations, and what earlier steps make. */
export function typeOfRecords(subject: keyof typeof recordTypes, steps: readonly ReadStep[]): TypeOf {
  const typeOf: TypeOf = (ref: Json | undefined) => {
    if (ref === undefined || ref === 'subject') return subject;
    if (ref === null || typeof ref !== 'object' || Array.isArray(ref)) return null;
    const { related, step, type } = ref as { readonly [key: string]: Json };
    if (typeof related === 'string')
      return recordTypes[subject].relations.find(({ name }) => name === related)?.target ?? null;
    if (typeof type !== 'string' || !isRecordType(type)) return null;
    return typeof step !== 'string' ||
      makes(
        steps.find(({ id }) => id === step),
        type,
        typeOf,
      )
      ? type
      : null;
  };
  return typeOf;
}

function makes(step: ReadStep | undefined, type: string, typeOf: TypeOf): boolean {
  if (!step?.type || step.config === undefined) return step !== undefined;
  return (step.type.writes?.(step.config, typeOf) ?? []).some(({ field }) => field === `${type}.*`);
}

function withStep(issues: readonly Issue[], stepId: string): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, stepId }));
}
