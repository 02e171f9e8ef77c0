import { AppError } from '../errors.ts';
import { canonicalJson, type Json, type JsonObject } from '../json.ts';
import { type CompiledRule, compileRule } from '../logic/compile.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { type LegDefinition, type LegStep, type RetryPolicy, reachability } from '../run/leg-definition.ts';
import type { Rule } from '../steps/effect.ts';
import { stepTypeOf } from '../steps/registry.ts';
import { textHash } from '../text-hash.ts';
import { isDurationProblem, parseIsoDuration } from '../time/iso-duration.ts';
import { type CompiledTrigger, compileTrigger } from '../triggers/compile-trigger.ts';
import {
  type ConcurrencyMode,
  concurrencyOf,
  type EnrollmentConfig,
  type StopConfig,
  stopOf,
} from './enrollment-schema.ts';
import { relationsRead, rulesIn } from './reads.ts';
import { type Definition, definitionSchema, type StepConfig } from './schema.ts';
import { settingsOf } from './settings.ts';

/** A rule with its compiled form; `rule` is the object of the definition. */
export type DefinedRule = { readonly rule: Rule; readonly compiled: CompiledRule };

/** Exit or goal. `then`: the step where it goes on instead of ending. */
export type CompiledStop = DefinedRule & { readonly then?: string };

export type CompiledEnrollment = {
  readonly reentry: { readonly mode: 'never' | 'after-exit' | 'always'; readonly cooldown?: Json };
  readonly concurrency: { readonly mode: ConcurrencyMode; readonly key?: DefinedRule };
  readonly exit?: CompiledStop;
  readonly goal?: CompiledStop;
  readonly onSubjectDeleted: 'stop' | 'continue';
};

/** What runs of a version need, computed once: legs, triggers, admission, and what has to be read for their rules. */
export type CompiledDefinition = LegDefinition & {
  readonly key: string;
  readonly name: string;
  readonly subject: RecordTypeKey;
  readonly triggers: readonly CompiledTrigger[];
  readonly enrollment: CompiledEnrollment;
  /** Start values of the variables that have one. */
  readonly variables: JsonObject;
  readonly needs: {
    /** One-relations that some rule or wait reads. */
    readonly relations: readonly string[];
  };
};

/**
 * Compiles a published definition.
 * @throws AppError invalid-definition for one that validation refuses in its shape
 */
export function compileDefinition(document: unknown): CompiledDefinition {
  const parsed = definitionSchema.safeParse(document);
  if (!parsed.success)
    throw new AppError('invalid-definition', {
      detail: `${parsed.error.issues[0]?.path.join('/')}: ${parsed.error.issues[0]?.message}`,
    });
  const definition = parsed.data;
  const steps = new Map(Object.entries(definition.steps).map(([id, step]) => [id, compileStep(id, step)]));
  const triggers = definition.triggers.map((trigger) => compileTrigger(trigger, definition.subject));
  const enrollment = compileEnrollment(definition.enrollment ?? {});
  return {
    key: definition.key,
    name: definition.name,
    subject: definition.subject,
    start: definition.start,
    steps,
    reaches: reachability(steps),
    triggers,
    enrollment,
    variables: startValues(definition),
    needs: {
      relations: relationsOf({ steps: [...steps.values()], triggers, enrollment }),
    },
  };
}

/** Tries of steps that say nothing: ten over about a quarter of an hour where something outside is asked, else one. */
const presetRetry = { attempts: 10, firstMs: 2_000, maxMs: 900_000 } as const;

function compileStep(id: string, { type: key, name, config, next, retry, onError }: StepConfig): LegStep {
  const type = stepTypeOf(key);
  const parsed = type?.config.safeParse(config ?? {});
  if (!type || !parsed?.success) {
    throw new AppError('invalid-definition', {
      detail: type ? `The settings of step ${id} are not valid.` : `There is no step type ${key} (step ${id}).`,
    });
  }
  const error = type.effect ? [{ id: 'error', label: 'Error' }] : [];
  return {
    id,
    name: name ?? type.title,
    type,
    config: parsed.data,
    next: next ?? {},
    onError: onError ?? 'incident',
    outlets: [...type.outlets(parsed.data), ...error],
    retry: retry ? retryOf(retry) : { ...presetRetry, attempts: type.effect ? presetRetry.attempts : 1 },
    configHash: textHash(canonicalJson([key, type.version, config ?? {}])),
  };
}

function retryOf({ attempts, first, max }: NonNullable<StepConfig['retry']>): RetryPolicy {
  return {
    attempts,
    firstMs: first === undefined ? presetRetry.firstMs : millisOf(first),
    maxMs: max === undefined ? presetRetry.maxMs : millisOf(max),
  };
}

/** Length of a delay between tries; days there are of 24 hours, months of 30 days. */
function millisOf(text: string): number {
  const duration = parseIsoDuration(text);
  return isDurationProblem(duration) ? 0 : duration.millis + (duration.days + duration.months * 30) * 86_400_000;
}

function compileEnrollment({
  reentry,
  concurrency,
  exit,
  goal,
  onSubjectDeleted,
}: EnrollmentConfig): CompiledEnrollment {
  const { mode, key } = concurrencyOf(concurrency);
  return {
    reentry: {
      mode: reentry?.mode ?? 'after-exit',
      ...(reentry?.cooldown === undefined ? {} : { cooldown: reentry.cooldown as Json }),
    },
    concurrency: { mode, ...(key === undefined ? {} : { key: defined(key) }) },
    ...(exit === undefined ? {} : { exit: compileStop(exit) }),
    ...(goal === undefined ? {} : { goal: compileStop(goal) }),
    onSubjectDeleted: onSubjectDeleted ?? 'stop',
  };
}

function compileStop(stop: StopConfig): CompiledStop {
  const { when, then } = stopOf(stop);
  return { ...defined(when), ...(then === undefined ? {} : { then }) };
}

function defined(rule: Rule): DefinedRule {
  return { rule, compiled: compileRule(rule) };
}

function startValues({ variables = [] }: Definition): JsonObject {
  return Object.fromEntries(variables.map(({ name, default: value }) => [name, (value ?? null) as Json]));
}

type Parts = {
  readonly steps: readonly LegStep[];
  readonly triggers: readonly CompiledTrigger[];
  readonly enrollment: CompiledEnrollment;
};

function relationsOf({ steps, triggers, enrollment }: Parts): readonly string[] {
  const { exit, goal, concurrency } = enrollment;
  const rules = [...triggers.map(({ when }) => when), exit, goal, concurrency.key].flatMap((rule) =>
    rule ? [rule.compiled] : [],
  );
  const read = [
    ...rules.flatMap((rule) =>
      rule.reads.flatMap(({ root, relation }) => (root === 'related' && relation !== undefined ? [relation] : [])),
    ),
    ...steps.flatMap(({ type, config }) => relationsRead(settingsOf(type.config, config))),
    ...triggers.flatMap(({ values }) =>
      values.flatMap(rulesIn).flatMap((rule) => relationsRead([{ path: '', value: rule, widget: 'rule' }])),
    ),
  ];
  return [...new Set(read)];
}
