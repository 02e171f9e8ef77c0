import { loadAccountZones, subjectZones } from '../../crm/lookup/subject-zones.ts';
import type { Json } from '../../domain/json.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { resolveWait, type WaitTime } from '../../domain/time/wait-time.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';
import { ruleDataOf } from '../leg/rule-data.ts';

/** When waits end, by the zone and calendars of the run. Days and months count in the zone of the person, else of the account, else of the company. */
export const scheduleWaits: EffectHandler<'schedule'> = async (calls, { cache, now, deps: { settings } }) => {
  await loadAccountZones(
    cache,
    calls.map(({ run }) => run.row.data.subject),
  );
  return calls.map(({ run, keyed, effect }) => {
    const data = ruleDataOf(run, cache, now, keyed);
    const zones = subjectZones(run.row.data.subject, cache, settings.zone());
    const result = resolveWait(effect.spec as WaitTime, {
      now: now.getTime(),
      zone: resolveZone('contact', zones).zone,
      calendars: settings.calendars(),
      zones,
      read: (field) => valueAt(data, segmentsOf(field.includes('.') ? field : `record.${field}`)),
    });
    if (result.kind === 'no-time')
      return failure('no-time', `The field ${result.field} holds no time, so the wait has no end.`);
    const dueAt = new Date(result.kind === 'due' ? result.dueAt : now.getTime()).toISOString();
    return value({
      dueAt,
      explain: { ...result.explain, ...(result.kind === 'skipped' ? { skipped: true } : {}) } as unknown as Json,
    });
  });
};
