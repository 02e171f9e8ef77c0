import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { ClockKind, Policy } from '../../domain/sla/policy.ts';
import type { Duration } from '../../domain/time/duration.ts';
import { isDurationProblem, parseIsoDuration } from '../../domain/time/iso-duration.ts';

/** Units in which people promise; everything else is written as it stands in the definition. */
export const targetUnits = ['minute', 'hour', 'businessDay', 'other'] as const;
export type TargetUnit = (typeof targetUnits)[number];

export type TargetDraft = {
  readonly when: string;
  /** A number; of `other`, ISO 8601 or JSON. */
  readonly amount: string;
  readonly unit: TargetUnit;
};

/** A clock as it is being edited: conditions are JSON-Logic as text, empty for none. */
export type ClockDraft = {
  readonly id: string;
  readonly kind: ClockKind;
  readonly name: string;
  readonly start: string;
  readonly stop: string;
  readonly pause: string;
  readonly targets: readonly TargetDraft[];
  /** Percent, with commas. */
  readonly warnings: string;
};

export type PolicyDraft = {
  readonly name: string;
  readonly recordType: RecordTypeKey;
  readonly position: string;
  readonly active: boolean;
  readonly when: string;
  readonly calendar: string;
  readonly clocks: readonly ClockDraft[];
};

const textOf = (rule: unknown) => (rule === undefined ? '' : JSON.stringify(rule));

/** A target in the unit in which people would say it. */
export function targetDraft(target: Duration, when?: unknown): TargetDraft {
  const draft = (amount: number | string, unit: TargetUnit) => ({ when: textOf(when), amount: String(amount), unit });
  if (typeof target === 'object' && 'businessDays' in target && target.calendar === undefined)
    return draft(target.businessDays, 'businessDay');
  const parsed = typeof target === 'string' ? parseIsoDuration(target) : null;
  if (parsed === null || isDurationProblem(parsed) || parsed.days > 0 || parsed.months > 0)
    return draft(typeof target === 'string' ? target : JSON.stringify(target), 'other');
  if (parsed.millis % 3_600_000 === 0) return draft(parsed.millis / 3_600_000, 'hour');
  return parsed.millis % 60_000 === 0 ? draft(parsed.millis / 60_000, 'minute') : draft(String(target), 'other');
}

export function draftOfPolicy({ name, recordType, position, active, when, calendar, clocks }: Policy): PolicyDraft {
  return {
    name,
    recordType,
    position: String(position),
    active,
    when: textOf(when),
    calendar: calendar ?? '',
    clocks: clocks.map((clock) => ({
      id: clock.id,
      kind: clock.kind,
      name: clock.name ?? '',
      start: textOf(clock.start),
      stop: textOf(clock.stop),
      pause: textOf(clock.pause),
      targets: clock.targets.map(({ when: of, target }) => targetDraft(target, of)),
      warnings: (clock.warnings ?? []).join(', '),
    })),
  };
}

/** A clock that is added: what is promised most often. */
export const newClock = (id: string): ClockDraft => ({
  id,
  kind: 'resolve',
  name: '',
  start: '',
  stop: '',
  pause: '',
  targets: [{ when: '', amount: '8', unit: 'hour' }],
  warnings: '75',
});

/** A new service level, for cases. */
export const newPolicy: PolicyDraft = {
  name: '',
  recordType: 'case',
  position: '0',
  active: true,
  when: '',
  calendar: '',
  clocks: [newClock('resolve')],
};

/** Whether a text is JSON, or nothing. */
export function isRuleText(text: string): boolean {
  try {
    ruleOf(text);
    return true;
  } catch {
    return false;
  }
}

/** The rule of a text; undefined for none. @throws SyntaxError */
export const ruleOf = (text: string): Json | undefined => (text.trim() === '' ? undefined : (JSON.parse(text) as Json));

/** Whether every condition of a draft can be read, and everything is named that has to be. */
export function isComplete({ name, when, clocks }: PolicyDraft): boolean {
  const rules = [
    when,
    ...clocks.flatMap(({ start, stop, pause, targets }) => [
      start,
      stop,
      pause,
      ...targets.map((target) => target.when),
    ]),
  ];
  const amounts = clocks.flatMap(({ targets }) => targets.map(({ amount }) => amount));
  return name.trim() !== '' && rules.every(isRuleText) && amounts.every((amount) => amount.trim() !== '');
}

/** What the API is asked to store; what is wrong with it beyond this, it says. */
export function policyOfDraft({ when, calendar, position, name, clocks, ...rest }: PolicyDraft): object {
  return {
    ...rest,
    name: name.trim(),
    position: Number(position) || 0,
    ...given('when', ruleOf(when)),
    ...given('calendar', calendar || undefined),
    clocks: clocks.map(({ id, kind, warnings, targets, ...clock }) => ({
      id,
      kind,
      ...given('name', clock.name.trim() || undefined),
      ...given('start', ruleOf(clock.start)),
      ...given('stop', ruleOf(clock.stop)),
      ...given('pause', ruleOf(clock.pause)),
      targets: targets.map((target) => ({ ...given('when', ruleOf(target.when)), target: durationOf(target) })),
      warnings: warnings
        .split(/[,;\s]+/)
        .filter((text) => text !== '')
        .map(Number),
    })),
  };
}

function durationOf({ amount, unit }: TargetDraft): Json {
  const text = amount.trim();
  if (unit === 'minute') return `PT${text}M`;
  if (unit === 'hour') return `PT${text}H`;
  if (unit === 'businessDay') return { businessDays: Number(text) };
  return text.startsWith('{') && isRuleText(text) ? (ruleOf(text) ?? text) : text;
}

const given = (key: string, value: Json | undefined) => (value === undefined ? {} : { [key]: value });
