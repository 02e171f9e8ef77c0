import { loadAccountZones, subjectCalendar, subjectZones } from '../../crm/lookup/subject-zones.ts';
import type { Json } from '../../domain/json.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { planOfWait } from '../../domain/time/wait-plan.ts';
import { noTimeText, resolveWait } from '../../domain/time/wait-time.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';
import { ruleDataOf } from '../leg/rule-data.ts';

/**
 * When waits end, by the zone and calendars of the run. Days and months count in the zone of the person, else of the account,
 * else of the company; business time without a calendar in that of the owner, else of their team, else of the company.
 */
export const scheduleWaits: EffectHandler<'schedule'> = async (calls, { cache, now, deps: { settings } }) => {
  await loadAccountZones(
    cache,
    calls.map(({ run }) => run.row.data.subject),
  );
  return calls.map(({ run, keyed, effect }) => {
    const data = ruleDataOf(run, cache, now, keyed);
    const { subject } = run.row.data;
    const zones = subjectZones(subject, cache, settings.zone());
    const { userId, calendar } = subjectCalendar(subject, cache, settings);
    const scope = {
      now: now.getTime(),
      zone: resolveZone('contact', zones).zone,
      calendars: settings.calendars(),
      calendar,
      zones,
      read: (field: string) => valueAt(data, segmentsOf(field.includes('.') ? field : `record.${field}`)),
    };
    const result = resolveWait(effect.spec, scope);
    if (result.kind === 'no-time') return failure('no-time', noTimeText(result));
    const dueAt = new Date(result.kind === 'due' ? result.dueAt : now.getTime()).toISOString();
    const plan = planOfWait(effect.spec, result, { scope, userId });
    return value({
      dueAt,
      explain: { ...result.explain, ...(result.kind === 'skipped' ? { skipped: true } : {}) } as unknown as Json,
      ...(plan === undefined ? {} : { plan }),
    });
  });
};
