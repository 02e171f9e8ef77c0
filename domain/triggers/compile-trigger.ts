import type { DefinedRule } from '../definition/compile.ts';
import { AppError } from '../errors.ts';
import type { Json } from '../json.ts';
import { compileRule } from '../logic/compile.ts';
import { type Demands, demandsOf, seesOnly } from '../logic/demand.ts';
import { parseRule } from '../logic/node.ts';
import type { EqualityGuard } from '../logic/reads.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { DateSettings } from './date-moments.ts';
import { triggerTypeOf } from './registry.ts';
import type { ScheduleSettings } from './schedule.ts';
import type { SubjectFinder } from './trigger-type.ts';

/** A trigger ready for the index of the dispatcher and for `matchTrigger`. */
export type CompiledTrigger = {
  readonly id: string;
  readonly type: string;
  readonly subject: RecordTypeKey;
  /** Types of the events that may start a run; empty for those started by hand or by a workflow. */
  readonly events: readonly string[];
  readonly when?: DefinedRule;
  /** Only events that changed one of these can match; absent: any change. */
  readonly fields?: readonly string[];
  /** What must hold of the data for a match: every one of them. */
  readonly guards: readonly EqualityGuard[];
  /** What its rule demands of what an event by itself tells; none where only judging the rule tells. */
  readonly demands: readonly Demands[];
  /** Whether a change of a record tells by itself if the rule holds: it looks nothing up, and at nothing beside the record. */
  readonly toldByChange: boolean;
  /** Whether any event tells by itself if the rule holds: it looks at nothing else. */
  readonly toldByEvent: boolean;
  readonly enters: boolean;
  readonly ownWrites: boolean;
  readonly finder?: SubjectFinder;
  readonly dedupe?: Json;
  readonly date?: DateSettings;
  readonly schedule?: ScheduleSettings;
  /** Computed values of finder and dedupe: their rules see the event. */
  readonly values: readonly Json[];
};

/** @throws AppError invalid-definition for a trigger that validation refuses in its shape */
export function compileTrigger(
  trigger: { readonly id: string; readonly type: string },
  subject: RecordTypeKey,
): CompiledTrigger {
  const type = triggerTypeOf(trigger.type);
  const parsed = type?.config.safeParse(trigger);
  if (!type || !parsed?.success)
    throw new AppError('invalid-definition', { detail: `The trigger ${trigger.id} is not valid.` });
  const plan = type.plan(parsed.data, subject);
  const when = plan.when === undefined ? undefined : { rule: plan.when, compiled: compileRule(plan.when) };
  const fields = changedFields(plan.fields, when);
  const { subject: finder, dedupe, date, schedule } = plan;
  const { node } = parseRule(plan.when ?? true);
  return {
    id: trigger.id,
    type: trigger.type,
    subject,
    events: plan.events,
    demands: demandsOf(node, trigger.type === 'record' ? rootsOfChanges : rootsOfEvents),
    guards: when?.compiled.guards.equals ?? [],
    toldByChange: when !== undefined && seesOnly(node, rootsOfChanges),
    toldByEvent: when !== undefined && seesOnly(node, rootsOfEvents),
    enters: plan.enters ?? false,
    ownWrites: plan.ownWrites ?? false,
    values: [
      ...(dedupe === undefined ? [] : [dedupe]),
      ...Object.values(finder?.find ?? {}),
      ...(typeof finder?.create === 'object' ? Object.values(finder.create) : []),
    ],
    ...(when === undefined ? {} : { when }),
    ...(fields === undefined ? {} : { fields }),
    ...(finder === undefined ? {} : { finder }),
    ...(dedupe === undefined ? {} : { dedupe }),
    ...(date === undefined ? {} : { date }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

/** What a change of a record tells by itself, and what any event does. */
const rootsOfChanges: ReadonlySet<string> = new Set(['record', 'previous', 'event', 'now']);
const rootsOfEvents: ReadonlySet<string> = new Set(['event', 'now']);

/** The `fields` of the trigger; without them, what its rule demands to be changed, any one of which may stand for all. */
function changedFields(
  fields: readonly string[] | undefined,
  when: DefinedRule | undefined,
): readonly string[] | undefined {
  if (fields !== undefined) return fields;
  const demanded = when?.compiled.guards.changed ?? [];
  return demanded.length === 0 ? undefined : demanded;
}
