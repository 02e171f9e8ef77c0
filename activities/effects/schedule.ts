import { relatedKeyOf } from '../../crm/lookup/record-cache.ts';
import type { Json } from '../../domain/json.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { resolveWait, type WaitTime } from '../../domain/time/wait-time.ts';
import { type AnyCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { ruleDataOf } from '../leg/rule-data.ts';

/** When waits end: pure, by the zone and calendars of the run. */
export const scheduleWaits: EffectHandler<'schedule'> = async (calls, context) =>
  calls.map((call) => {
    const { settings } = context.deps;
    const data = ruleDataOf(call.run, context.cache, context.now, call.keyed);
    const result = resolveWait(call.effect.spec as WaitTime, {
      now: context.now.getTime(),
      zone: zoneOf(call, context),
      calendars: settings.calendars(),
      zones: zonesOf(call, context),
      read: (field) => valueAt(data, segmentsOf(field.includes('.') ? field : `record.${field}`)),
    });
    if (result.kind === 'no-time')
      return failure('no-time', `The field ${result.field} holds no time, so the wait has no end.`);
    const dueAt = new Date(result.kind === 'due' ? result.dueAt : context.now.getTime()).toISOString();
    return value({
      dueAt,
      explain: { ...result.explain, ...(result.kind === 'skipped' ? { skipped: true } : {}) } as unknown as Json,
    });
  });

function zonesOf(call: AnyCall, { cache, deps }: LegContext) {
  const { subject } = call.run.row.data;
  const record = cache.record(subject);
  const data = ruleDataOf(call.run, cache, new Date(0), call.keyed);
  const account = cache.record(relatedKeyOf(subject, record, 'account'));
  return {
    contact: text(valueAt(data, ['contact', 'timezone'])),
    account: text(account?.timezone),
    owner: text(valueAt(data, ['owner', 'zone'])),
    company: deps.settings.zone(),
  };
}

/** Days and months of a duration count in the person's zone where it is known, else in the company's. */
function zoneOf(call: AnyCall, context: LegContext): string {
  return resolveZone('contact', zonesOf(call, context)).zone;
}

const text = (item: unknown) => (typeof item === 'string' && item !== '' ? item : undefined);
