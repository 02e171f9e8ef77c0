import type { Json } from '../../json.ts';
import { compileRule } from '../../logic/compile.ts';
import { shiftDate } from '../../logic/date-arithmetic.ts';
import type { LookupSlot, SlotValues } from '../../logic/slots.ts';
import { isMissing, truthy } from '../../logic/values.ts';
import type { Relation } from '../../records/field.ts';
import type { RecordJson } from '../../records/record.ts';
import { recordTypes } from '../../records/record-types.ts';
import type { AddressChannel } from '../../sending/address.ts';
import { reasonNotToSend } from '../../sending/decide-send.ts';
import type { RecordKey } from '../../steps/effect.ts';
import type { RunScope, World } from './world.ts';
import { oneRelated } from './world.ts';

type Slot<K extends LookupSlot['kind']> = Extract<LookupSlot, { kind: K }>;

/** Values of the slots of a rule, looked up in memory. */
export function slotValuesOf(world: World, slots: readonly LookupSlot[], scope: RunScope): SlotValues {
  return new Map(slots.map((slot) => [slot.key, lookUp(world, slot, scope)]));
}

function lookUp(world: World, slot: LookupSlot, scope: RunScope): unknown {
  if (slot.kind === 'performed') return performed(world, slot, scope);
  if (slot.kind === 'reachable') return reachable(world, slot);
  if (slot.kind === 'inSegment') return world.input.segments?.has(slot.segment) ?? false;
  return slot.kind === 'aggregate' ? aggregate(world, slot) : rates(world, slot);
}

function performed(world: World, slot: Slot<'performed'>, { memory }: RunScope): boolean {
  const since = [
    ...(slot.within === undefined ? [] : [shiftDate(world.now, `-${slot.within}`)]),
    ...(slot.since === 'run' ? [world.input.now] : []),
    ...(typeof slot.since === 'object' ? [startedAt(world, slot.since.step)] : []),
  ].filter((time) => time !== null);
  const where = slot.where === undefined ? null : compileRule(slot.where);
  const found = world.happened.filter(({ type, at, properties, recordIds }) => {
    const isTheirs = recordIds.includes(world.subject.id) || recordIds.includes(world.personKey);
    if (!isTheirs || !slot.events.includes(type) || since.some((time) => at < time)) return false;
    if (properties.bot === true && !slot.bots) return false;
    if (slot.step !== undefined && properties.stepId !== slot.step && !memory[slot.step]) return false;
    return where === null || truthy(where.evaluate({ event: { type, at, properties } }));
  });
  return found.length >= slot.count;
}

/** When the run last arrived at a step. */
function startedAt({ path, run }: World, stepId: string): string | null {
  const position = run?.positions.find((item) => item.stepId === stepId);
  return position?.since ?? path.findLast((record) => record.stepId === stepId)?.startedAt ?? null;
}

function reachable(world: World, { channel: name, topic }: Slot<'reachable'>): boolean {
  if (name !== 'email' && name !== 'sms') return false;
  const channel: AddressChannel = name;
  const person = world.contactId === null ? undefined : world.records.get(world.contactId);
  const address = person?.[channel === 'email' ? 'email' : 'phone'];
  const text = typeof address === 'string' ? address : null;
  const mode = topic === undefined ? undefined : world.input.topics.get(topic);
  const { statements, suppressed } = (text !== null && world.input.consent?.(channel, text)) || {
    statements: [],
    suppressed: false,
  };
  const asked = topic === undefined || mode === undefined ? null : { key: topic, mode };
  const facts = { channel, topic: asked, known: person !== undefined, address: text, statements, suppressed };
  return reasonNotToSend({ ...facts, class: mode === 'transactional' ? 'transactional' : 'marketing' }) === undefined;
}

function aggregate(world: World, { calculation, relation, field, rule }: Slot<'aggregate'>): number | boolean {
  const found = relatedRecords(world, relation);
  const compiled = rule === undefined ? null : compileRule(rule);
  const matching = compiled ? found.filter((record) => truthy(compiled.evaluate({ record, now: world.now }))) : found;
  if (calculation === 'some') return matching.length > 0;
  if (calculation === 'count') return matching.length;
  return matching.reduce((sum, record) => sum + numberOf(record[field ?? '']), 0);
}

/** Records of a relation of the subject: those given for it, and those of the run that point to it. */
export function relatedRecords(world: World, name: string): readonly RecordJson[] {
  const { subject, records, related } = world;
  const relation = recordTypes[subject.type].relations.find((item) => item.name === name);
  if (!relation) return [];
  if (relation.kind === 'one') return [oneRelated(world, name)].filter((record) => record !== null);
  const given = related.get(name) ?? [];
  return [...records.values()].filter(
    (record) =>
      record.type === relation.target &&
      (pointsTo(record, relation, subject) || (given.includes(record.id) && isMissing(record[relation.via]))),
  );
}

function pointsTo(record: RecordJson, { via, viaType }: Relation, subject: RecordKey): boolean {
  return record[via] === subject.id && (viaType === undefined || record[viaType] === subject.type);
}

function rates({ input }: World, { currency }: Slot<'rates'>): Readonly<Record<string, number>> {
  const target = input.rates?.[currency];
  const others = Object.entries(input.rates ?? {}).filter(([, rate]) => target !== undefined && rate > 0);
  return { [currency]: 1, ...Object.fromEntries(others.map(([from, rate]) => [from, (target ?? 0) / rate])) };
}

const numberOf = (value: Json | undefined) => (typeof value === 'number' ? value : 0);
