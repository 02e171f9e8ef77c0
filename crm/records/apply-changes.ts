import type { ErrorCode, Issue } from '../../domain/errors.ts';
import type { RecordAction } from '../../domain/permissions/registry.ts';
import { changedRecord, createdRecord } from '../../domain/records/apply-change.ts';
import type { FieldChanges, RecordJson } from '../../domain/records/record.ts';
import type { MadeReference } from '../../domain/records/validate-fields.ts';
import { reachOf } from '../actor.ts';
import { refused, type WriteContext, type WriteResult } from './change.ts';
import type { FieldCatalogue } from './fields.ts';
import { keyOf, referenceIssues } from './references.ts';
import type { Aim, Target } from './resolve-upserts.ts';
import { mayTouch } from './rights.ts';

/** One change that was made: `before` null is a create, `after` null a delete. */
export type Made = {
  readonly index: number;
  readonly before: RecordJson | null;
  readonly after: RecordJson | null;
  readonly changes: FieldChanges;
};

export type Applied = {
  /** By index of the change; made ones are listed in `made`. */
  readonly refusals: ReadonlyMap<number, WriteResult>;
  readonly unchanged: ReadonlyMap<number, RecordJson>;
  readonly made: readonly Made[];
  /** Those of records that this set does not create itself. */
  readonly references: readonly MadeReference[];
};

/** What changes are judged by. */
export type Given = {
  readonly context: WriteContext;
  readonly catalogue: FieldCatalogue;
  /** Locked records by id. */
  readonly stored: ReadonlyMap<string, RecordJson>;
  readonly mates: ReadonlySet<string>;
  /** References known to point to nothing. */
  readonly missing: ReadonlySet<string>;
  /** What open approvals say against the change at an index. */
  readonly held: (
    index: number,
    made: Omit<Made, 'index' | 'before'> & { readonly before: RecordJson },
  ) => WriteResult | null;
};

/** Carries out changes in memory, in their order, each on the outcome of those before it. */
export function applyChanges(aims: readonly Aim[], given: Given): Applied {
  const current = new Map<string, RecordJson | null>(given.stored);
  const refusals = new Map<number, WriteResult>();
  const unchanged = new Map<number, RecordJson>();
  const made: Made[] = [];
  const references: MadeReference[] = [];
  for (const [index, aim] of aims.entries()) {
    const outcome = 'refusal' in aim ? aim.refusal : applyOne(aim.target, current.get(aim.target.id) ?? null, given);
    if (outcome.kind === 'issues') refusals.set(index, outcome);
    else if (outcome.kind === 'unchanged') unchanged.set(index, outcome.record);
    else if (outcome.kind === 'made') {
      const { before, after, changes } = outcome;
      const held = before === null ? null : given.held(index, { before, after, changes });
      if (held) {
        refusals.set(index, held);
        continue;
      }
      made.push({ index, before, after, changes });
      references.push(...outcome.references.filter(({ id }) => !current.get(id)));
      current.set(outcome.id, after);
    }
  }
  return { refusals, unchanged, made, references };
}

type Outcome =
  | WriteResult
  | { readonly kind: 'unchanged'; readonly record: RecordJson }
  | (Omit<Made, 'index'> & {
      readonly kind: 'made';
      readonly id: string;
      readonly references: readonly MadeReference[];
    });

function applyOne(target: Target, current: RecordJson | null, given: Given): Outcome {
  if (target.kind === 'create') return create(target, given);
  if (current === null || current.type !== target.type)
    return refused('record-not-found', `There is no ${target.type} with the id ${target.id}.`);
  const denial = deny(target.kind, current, given);
  if (denial) return denial;
  if (target.expectedVersion !== undefined && target.expectedVersion !== current.version) {
    return refused(
      'version-conflict',
      `It has version ${current.version} by now, not ${target.expectedVersion}.`,
      '/version',
    );
  }
  if (target.kind === 'delete') {
    const changes = Object.fromEntries(
      Object.entries(current)
        .filter(([, value]) => value !== null)
        .map(([key, old]) => [key, { old, new: null }]),
    );
    return { kind: 'made', id: current.id, before: current, after: null, changes, references: [] };
  }
  return update(target, current, given);
}

function create(target: Extract<Target, { kind: 'create' }>, given: Given): Outcome {
  const { context, catalogue } = given;
  const { actor } = context;
  const reach = reachOf(actor, `${target.type}:create`);
  if (reach === null) return forbidden('create', target.type);
  const silent = denySilence(target.type, context);
  if (silent) return silent;
  const owns = 'userId' in actor && (actor.type === 'user' || reachOf(actor, `${target.type}:update`) !== 'all');
  const applied = createdRecord({
    type: target.type,
    id: target.id,
    input: owns && target.fields.ownerId === undefined ? { ownerId: actor.userId, ...target.fields } : target.fields,
    fields: catalogue.fieldsOf(target.type),
    pipelines: catalogue.pipelines,
    now: context.now.toISOString(),
    system: context.systemFields ?? false,
    mayApprove: mayApprove(context),
  });
  if (applied.kind === 'issues') return invalid(applied.issues, applied.code);
  if (!mayTouch({ actor, action: 'create', record: applied.record, mates: given.mates }))
    return forbidden('create', target.type);
  return withReferences(
    { before: null, after: applied.record, changes: applied.changes, references: applied.references },
    given,
  );
}

/** Values from outside make nothing approved: whoever published what takes them in has not seen them. */
function mayApprove({ actor, foreign = false }: WriteContext): boolean {
  return !foreign && reachOf(actor, 'offers:approve') !== null;
}

function update(target: Extract<Target, { kind: 'update' }>, current: RecordJson, given: Given): Outcome {
  const { context, catalogue } = given;
  const applied = changedRecord({
    record: current,
    change: target.change,
    fields: catalogue.fieldsOf(target.type),
    pipelines: catalogue.pipelines,
    now: context.now.toISOString(),
    system: context.systemFields ?? false,
    mayApprove: mayApprove(context),
  });
  if (applied.kind === 'issues') return invalid(applied.issues, applied.code);
  if (applied.record === current) return { kind: 'unchanged', record: current };
  return withReferences(
    { before: current, after: applied.record, changes: applied.changes, references: applied.references },
    given,
  );
}

function withReferences(
  made: { before: RecordJson | null; after: RecordJson; changes: FieldChanges; references: readonly MadeReference[] },
  { missing }: Given,
): Outcome {
  const issues = made.references.some((reference) => missing.has(keyOf(reference)))
    ? referenceIssues(made.references, missing)
    : [];
  return issues.length > 0 ? invalid(issues) : { kind: 'made', id: made.after.id, ...made };
}

function deny(action: RecordAction, record: RecordJson, { context, mates }: Given): WriteResult | null {
  const { actor } = context;
  if (!mayTouch({ actor, action, record, mates })) {
    const visible = mayTouch({ actor, action: 'read', record, mates });
    return visible
      ? forbidden(action, record.type)
      : refused('record-not-found', `There is no ${record.type} with the id ${record.id}.`);
  }
  return denySilence(record.type, context);
}

function denySilence(type: Target['type'], { actor, automations }: WriteContext): WriteResult | null {
  const silenced = !automations && reachOf(actor, `${type}:silence`) === null;
  return silenced
    ? refused('forbidden', `Your role does not allow changing a ${type} without firing automations.`)
    : null;
}

function forbidden(action: RecordAction, type: string): WriteResult {
  return refused('forbidden', `Your role does not allow you to ${action} this ${type}.`);
}

function invalid(issues: readonly Issue[], code: ErrorCode = 'invalid'): WriteResult {
  return { kind: 'issues', code, issues };
}
