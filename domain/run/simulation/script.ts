import type { JsonObject } from '../../json.ts';
import type { RecordKey } from '../../steps/effect.ts';
import { recordInResult } from '../../steps/step-result.ts';
import { addDuration } from '../../time/add-duration.ts';
import type { RunData } from '../state.ts';
import { actOnApprovals, isApprovalAct } from './approvals.ts';
import { changeRecord } from './change-record.ts';
import type { SimulatedEvent } from './simulation.ts';
import type { World } from './world.ts';

/** Times of the events to come. */
export function nextScripted(world: World): readonly string[] {
  return scripted(world)
    .filter(({ index }) => !world.fired.has(index))
    .map(({ at }) => at);
}

/** Lets the events happen whose time has come, in their order. */
export function fireScript(world: World, run: RunData): void {
  const due = scripted(world).filter(({ index, at }) => !world.fired.has(index) && at <= world.now);
  for (const { index, event, at } of due.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.index - b.index))) {
    world.fired.add(index);
    fire(world, run, event, at);
  }
}

function scripted({ input }: World): { readonly index: number; readonly event: SimulatedEvent; readonly at: string }[] {
  return (input.events ?? []).map((event, index) => ({ index, event, at: happensAt(event, input.now) }));
}

/** When an event to come happens, ISO: at its time, though not before the start; or after a time from the start, else with it. */
export function happensAt({ at, after }: Pick<SimulatedEvent, 'at' | 'after'>, start: string): string {
  if (at !== undefined) {
    const time = new Date(Date.parse(at)).toISOString();
    return time < start ? start : time;
  }
  return after === undefined
    ? start
    : new Date(addDuration(Date.parse(start), after, { zone: 'UTC', calendars: {} })).toISOString();
}

function fire(world: World, run: RunData, event: SimulatedEvent, at: string): void {
  if ('type' in event) {
    const properties: JsonObject = event.properties ?? {};
    if (isApprovalAct(event.type)) actOnApprovals(world, run, { type: event.type, properties });
    world.happened.push({
      type: event.type,
      at,
      properties,
      recordIds: [...new Set([world.subject.id, world.personKey])],
    });
  } else if ('set' in event) {
    changeRecord(world, world.subject, { set: event.set });
  } else {
    const task = taskOfStep(run, event.task);
    if (task) changeRecord(world, task, { set: closingOf(event) });
  }
}

/** The task that a step made, or has made and waits for. */
export function taskOfStep(run: RunData, stepId: string): RecordKey | null {
  return recordInResult(pendingResult(run, stepId) ?? run.memory[stepId]?.result, 'task') ?? null;
}

/** What closing a task sets. */
export function closingOf({
  status,
  outcome,
}: {
  status?: 'done' | 'cancelled' | undefined;
  outcome?: string | undefined;
}): JsonObject {
  return { status: status ?? 'done', ...(outcome === undefined ? {} : { outcome }) };
}

/** The task of a step that waits for it: it stands in the answers of the step so far. */
function pendingResult(run: RunData, stepId: string): JsonObject | undefined {
  const position = run.positions.find((item) => item.stepId === stepId);
  const answers = (position?.progress ?? []).flatMap((item) => ('value' in item ? [item.value] : []));
  const made = answers.flatMap((value) =>
    isObject(value) && isObject(value.record) && value.record.type === 'task' ? [value.record] : [],
  );
  return made.length === 0 ? undefined : { records: made };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
