import type { Issue } from '../errors.ts';
import type { Json } from '../json.ts';
import { isRecordType } from '../records/record-types.ts';
import { checkApproved } from './check-approved.ts';
import { checkEnrollment } from './check-enrollment.ts';
import { checkGraph } from './check-graph.ts';
import { checkStep, type ReadStep, readStep, typeOfRecords } from './check-steps.ts';
import { checkTriggers, readTrigger } from './check-triggers.ts';
import { checkVariables } from './check-variables.ts';
import { checkCycles } from './cycles.ts';
import { definitionLimits } from './limits.ts';
import { definitionSchema, envelopeSchema, variableSchema } from './schema.ts';
import { readPart } from './schema-issues.ts';
import { type DefinitionScope, type Parts, ruleScope } from './scope.ts';
import { findUnstorable } from './unstorable.ts';

type Document = { readonly [key: string]: Json };

/**
 * Everything that is wrong with a definition: errors block publishing, warnings do not. Each issue has a code, a JSON pointer and, where
 * there is one, the step; parts that are valid are checked even where others are not. Never throws, whatever JSON it is given.
 */
export function validateDefinition(document: unknown, scope: DefinitionScope): readonly Issue[] {
  const unstorable = findUnstorable(document);
  if (unstorable) return [{ severity: 'error', ...unstorable }];
  if (!isObject(document))
    return [{ severity: 'error', code: 'not-a-definition', path: '', message: 'A definition is a JSON object.' }];
  const envelope = readPart(envelopeSchema, document);
  const issues = envelope.ok ? [] : envelope.issues;
  const steps = isObject(document.steps) ? Object.entries(document.steps) : [];
  if (steps.length > definitionLimits.steps) {
    const message = `A workflow has at most ${definitionLimits.steps} steps; this one has ${steps.length}. Part it into several.`;
    return [...issues, { severity: 'error', code: 'too-many-steps', path: '/steps', message }];
  }
  return [
    ...issues,
    ...noSteps(document, steps.length),
    ...checkParts(
      document,
      steps.map(([id, raw]) => readStep(id, raw)),
      scope,
    ),
  ];
}

/** Whether any of the issues blocks publishing. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

function checkParts(document: Document, steps: readonly ReadStep[], scope: DefinitionScope): readonly Issue[] {
  const triggers = (Array.isArray(document.triggers) ? document.triggers.slice(0, definitionLimits.triggers) : []).map(
    readTrigger,
  );
  const parts = partsOf(document, steps);
  const typeOf = parts ? typeOfRecords(parts.subject, steps) : () => null;
  const context = parts ? { parts, scope, typeOf } : null;
  return [
    ...checkVariables(document.variables),
    ...triggers.flatMap(({ issues }) => issues),
    ...(context && Array.isArray(document.triggers) ? checkTriggers(triggers, context) : []),
    ...checkEnrollment(document.enrollment, context),
    ...steps.flatMap(({ issues }) => issues),
    ...(context
      ? steps.flatMap((step) => checkStep(step, { ...context, rules: ruleScope('step', context.parts, scope) }))
      : []),
    ...(steps.length > 0 && typeof document.start === 'string'
      ? [...checkGraph(steps, document.start), ...checkApproved(steps, document.start, typeOf)]
      : []),
    ...cycles(document, scope),
  ];
}

function noSteps(document: Document, count: number): readonly Issue[] {
  if (count > 0 || !isObject(document.steps)) return [];
  return [{ severity: 'error', code: 'no-steps', path: '/steps', message: 'The workflow has no steps. Add one.' }];
}

function partsOf(document: Document, steps: readonly ReadStep[]): Parts | null {
  const { key, subject, variables } = document;
  if (typeof subject !== 'string' || !isRecordType(subject)) return null;
  const known = (Array.isArray(variables) ? variables : []).flatMap((raw) => variableSchema.safeParse(raw).data ?? []);
  const stepTypes = new Map(steps.map(({ id, step }) => [id, step?.type ?? '']));
  return { key: String(key), subject, variables: known, stepIds: steps.map(({ id }) => id), stepTypes };
}

/** Loops between workflows can only be told of whole definitions. */
function cycles(document: Document, { active = [] }: DefinitionScope): readonly Issue[] {
  const definition = definitionSchema.safeParse(document);
  return definition.success ? checkCycles(definition.data, active) : [];
}

function isObject(value: unknown): value is Document {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
