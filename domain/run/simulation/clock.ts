import { segmentsOf, valueAt } from '../../logic/path.ts';
import { truthy } from '../../logic/values.ts';
import { startClock } from '../../sla/clock.ts';
import { answerOf } from '../../sla/clock-answer.ts';
import { placeMarks, targetRow } from '../../sla/clock-spec.ts';
import { type KeptClock, keepClock } from '../../sla/keep-clock.ts';
import { type EffectAnswers, type EffectOf, StepFailure } from '../../steps/effect.ts';
import type { KeyedEffect } from '../state.ts';
import { dataOf, judge, type World } from './world.ts';

/** A clock of a simulated run, with the target that counts. */
export type SimulatedClock = KeptClock & { readonly id: string; readonly row: number };

/**
 * Begins the clock of a visit or brings it up to date, as production does.
 * @throws StepFailure no-time, no-target, no-calendar
 */
export function keepSimulatedClock(
  world: World,
  { spec }: EffectOf<'clock'>,
  keyed: KeyedEffect,
): EffectAnswers['clock'] {
  const key = `${keyed.stepId}:${keyed.visit}`;
  const known = world.clocks.get(key);
  const now = Date.parse(world.now);
  const calendar = world.input.calendars[spec.calendar ?? 'business'];
  if (!calendar) throw new StepFailure('no-calendar', `There is no calendar "${spec.calendar}".`);
  const isTrue = (rule: Parameters<typeof judge>[1]) => truthy(judge(world, rule, keyed).value);
  const found = targetRow(spec.targets.map(({ when }) => when === undefined || isTrue(when)));
  const row = found === -1 ? (known?.row ?? -1) : found;
  const startedAt = known?.clock.startedAt ?? startOf(world, spec.from, keyed);
  const { target, marks } = placeMarks(spec, { row, startedAt, calendar });
  if (target === null) throw new StepFailure('no-target', 'No target of the clock applies to this record.');
  const look = {
    at: now,
    paused: spec.paused !== undefined && isTrue(spec.paused),
    resolved: isTrue(spec.resolved),
    target,
  };
  const before = known ?? {
    id: world.newId(),
    row,
    clock: startClock({ ...look, at: startedAt }),
    passed: [],
  };
  const done = keepClock(before, { looks: [look], marks, endsWithMarks: spec.endsWithMarks }, calendar);
  world.clocks.set(key, { ...done.kept, id: before.id, row });
  return answerOf({ ...done, clockId: before.id, row }, { at: now, calendar });
}

function startOf(world: World, from: string | undefined, keyed: KeyedEffect): number {
  if (from === undefined) return Date.parse(world.now);
  const value = valueAt(dataOf(world, keyed), segmentsOf(from.includes('.') ? from : `record.${from}`));
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new StepFailure('no-time', `The field ${from} holds no time to count from.`);
  return time;
}
