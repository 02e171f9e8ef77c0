import type { Issue } from '../errors.ts';
import { checkRule } from '../logic/check.ts';
import type { TypeOf } from '../steps/step-type.ts';
import { checkUnnoticed } from './check-unnoticed.ts';
import { checkWords } from './check-words.ts';
import {
  concurrencyOf,
  type EnrollmentConfig,
  enrollmentSchema,
  type StopConfig,
  stopOf,
} from './enrollment-schema.ts';
import { readPart } from './schema-issues.ts';
import { type DefinitionScope, type Parts, placed, ruleScope } from './scope.ts';

type Context = { readonly parts: Parts; readonly scope: DefinitionScope; readonly typeOf: TypeOf };

/** Issues of the enrollment part. */
export function checkEnrollment(raw: unknown, context: Context | null): readonly Issue[] {
  if (raw === undefined) return [];
  const parsed = readPart(enrollmentSchema, raw, ['enrollment']);
  if (!parsed.ok) return parsed.issues;
  if (!context) return [];
  const { reentry, concurrency, exit, goal } = parsed.value;
  const { key } = concurrencyOf(concurrency);
  return placed(
    [
      ...checkAvailable(parsed.value),
      ...(exit === undefined ? [] : checkStop(exit, '/exit', context)),
      ...(goal === undefined ? [] : checkStop(goal, '/goal', context)),
      ...(key === undefined
        ? []
        : placed(checkRule(key, ruleScope('trigger', context.parts, context.scope)), '/concurrency/key')),
      ...checkDurations(reentry, context),
      ...checkQueue(parsed.value),
    ],
    '/enrollment',
  );
}

/** Settings of the format that this release does not act on are refused rather than ignored. */
function checkAvailable({ holdout, runAs = 'service' }: EnrollmentConfig): readonly Issue[] {
  const held: readonly Issue[] =
    holdout === undefined
      ? []
      : [
          {
            severity: 'error',
            code: 'unknown-key',
            path: '/holdout',
            message: 'Hold-out groups are not available yet. Remove "holdout".',
            params: { key: 'holdout' },
          },
        ];
  if (runAs === 'service') return held;
  const message = `Runs can not act as "${runAs}" yet. They act as "service".`;
  const params = { key: runAs, options: 'service' };
  return [...held, { severity: 'error', code: 'unknown-value', path: '/runAs', message, params }];
}

/** What waits for the end of a run of its own record would be refused by the cooldown that begins there. */
function checkQueue({ reentry, concurrency }: EnrollmentConfig): readonly Issue[] {
  const { mode, key } = concurrencyOf(concurrency);
  if (mode !== 'queue' || key !== undefined || reentry?.mode !== 'after-exit' || reentry.cooldown === undefined)
    return [];
  return [
    {
      severity: 'warning',
      code: 'queue-in-cooldown',
      path: '/concurrency',
      message:
        'What is queued has its turn when the run before it ends, and the cooldown that begins there refuses it. Leave out the queue or the cooldown, or let the record in "always": then the cooldown counts from the beginning.',
    },
  ];
}

function checkStop(stop: StopConfig, path: string, { parts, scope }: Context): readonly Issue[] {
  const { when, then } = stopOf(stop);
  const place = then === undefined ? path : `${path}/when`;
  const issues = placed(checkRule(when, ruleScope('enrollment', parts, scope, { event: false })), place);
  const unknown: readonly Issue[] =
    then === undefined || parts.stepIds.includes(then)
      ? []
      : [
          {
            severity: 'error',
            code: 'unknown-step',
            path: `${path}/then`,
            message: `There is no step "${then}" to go on at.`,
            params: { key: then },
          },
        ];
  const usable = !issues.some(({ severity }) => severity === 'error');
  return [...issues, ...unknown, ...(usable ? checkUnnoticed(when, place) : [])];
}

function checkDurations(reentry: EnrollmentConfig['reentry'], { parts, scope, typeOf }: Context): readonly Issue[] {
  if (reentry === undefined) return [];
  const rules = ruleScope('enrollment', parts, scope);
  return checkWords(enrollmentSchema, { reentry }, { parts, scope, typeOf, rules });
}
