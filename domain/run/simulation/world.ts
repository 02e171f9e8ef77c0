import { AppError } from '../../errors.ts';
import type { Json, JsonObject } from '../../json.ts';
import { type CompiledRule, compileRule } from '../../logic/compile.ts';
import { evaluate } from '../../logic/evaluate.ts';
import { createdRecord } from '../../records/apply-change.ts';
import type { RecordJson } from '../../records/record.ts';
import { type RecordTypeKey, recordTypes } from '../../records/record-types.ts';
import type { EffectAnswers, RecordKey, Rule } from '../../steps/effect.ts';
import type { RunData, StepMemory, StepRecord } from '../state.ts';
import type { SimulatedApproval } from './approvals.ts';
import type { SimulatedClock } from './clock.ts';
import { slotValuesOf } from './lookups.ts';
import type { SimulatedMessage, SimulatedStart, SimulatedWrite, SimulationInput } from './simulation.ts';

/** Something that happened, in order. `recordIds`: whose it is. */
export type Happening = {
  readonly type: string;
  readonly at: string;
  readonly properties: JsonObject;
  readonly recordIds: readonly string[];
  /** Step that made it, if one did. */
  readonly stepId?: string;
};

type HandedOver = { readonly outcome: JsonObject; readonly message: number };

/** The outside of a simulated run: lives, and changes, within one call of `simulate`. */
export type World = {
  readonly input: SimulationInput;
  readonly subject: RecordKey;
  readonly personKey: string;
  readonly newId: () => string;
  /** Records by id, those that the run made included. */
  readonly records: Map<string, RecordJson>;
  /** Ids of records by the name of a relation of the subject that `related` gave. */
  readonly related: ReadonlyMap<string, readonly string[]>;
  readonly contactId: string | null;
  readonly happened: Happening[];
  /** What the subject was converted to. */
  converted: EffectAnswers['convert'] | null;
  /** Runs that were started and not told to have ended, by the position that waits for them. */
  readonly started: Map<string, JsonObject>;
  /** Answers of messages and calls by the position that waits for them, with the index of the message. */
  readonly handedOver: Map<string, HandedOver>;
  /** The same of messages that are held until their send window opens. */
  readonly held: Map<string, HandedOver & { readonly until: string }>;
  /** Number of the last turn of each user. */
  readonly turns: Map<string, number>;
  /** Clocks of steps by step and visit. */
  readonly clocks: Map<string, SimulatedClock>;
  /** What people were asked, by id. */
  readonly approvals: Map<string, SimulatedApproval>;
  readonly fired: Set<number>;
  readonly leftBy: Set<'exited' | 'goal'>;
  readonly path: StepRecord[];
  readonly messages: SimulatedMessage[];
  readonly writes: SimulatedWrite[];
  readonly starts: SimulatedStart[];
  now: string;
  /** Number of happenings when the leg began: those since count as after the arrival at its steps. */
  legStart: number;
  /** Happenings before this have woken what they wake. */
  woken: number;
  run: RunData | null;
};

/** What rules of the run see of itself. */
export type RunScope = {
  readonly vars: JsonObject;
  readonly memory: Readonly<Record<string, StepMemory>>;
  readonly event?: JsonObject | null;
};

/** A world with the subject and what was given around it. */
export function createWorld(input: SimulationInput): World {
  const { definition, now } = input;
  const newId = idMaker();
  const records = new Map<string, RecordJson>();
  const put = (type: RecordTypeKey, fields: JsonObject) => {
    const record = asRecord({ type, fields, input, newId });
    records.set(record.id, record);
    return record;
  };
  const contact = contactOf(input, put);
  const ones: [string, RecordJson[]][] = recordTypes[definition.subject].relations.flatMap(
    ({ name, target }): [string, RecordJson[]][] => {
      const given = input.related?.[name];
      return given ? [[name, (isList(given) ? given : [given]).map((fields) => put(target, fields))]] : [];
    },
  );
  const subject = put(definition.subject, withReferences(input, contact, new Map(ones)));
  const { person } = recordTypes[definition.subject];
  const contactId =
    person === 'self' ? subject.id : (contact?.id ?? (person === null ? null : textOf(subject[person.via])));
  return {
    input,
    subject: { type: definition.subject, id: subject.id },
    personKey: contactId ?? subject.id,
    newId,
    records,
    related: new Map(ones.map(([name, list]) => [name, list.map(({ id }) => id)])),
    contactId,
    happened: (input.history ?? []).map(({ type, at, properties = {} }) => ({
      type,
      at,
      properties,
      recordIds: [subject.id],
    })),
    ...nothingYet(),
    now,
    legStart: 0,
    woken: input.history?.length ?? 0,
    run: null,
  };
}

/** What fills while a run is simulated. */
const nothingYet = () => ({
  handedOver: new Map(),
  held: new Map(),
  approvals: new Map(),
  turns: new Map(),
  clocks: new Map(),
  fired: new Set<number>(),
  leftBy: new Set<'exited' | 'goal'>(),
  path: [],
  messages: [],
  writes: [],
  starts: [],
  converted: null,
  started: new Map(),
});

/** The person, of the account that is given with it. */
function contactOf(
  { contact, account }: SimulationInput,
  put: (type: RecordTypeKey, fields: JsonObject) => RecordJson,
): RecordJson | null {
  const behind = account ? { accountId: put('account', account).id } : {};
  return contact ? put('contact', { ...behind, ...contact }) : null;
}

/** The run as it begins. */
export function runDataOf({ input, subject, newId, now }: World): RunData {
  const { variables } = input.definition;
  const given = Object.fromEntries(
    Object.entries(input.input ?? {}).filter(([name]) => Object.hasOwn(variables, name)),
  );
  return {
    id: newId(),
    subject,
    state: 'running',
    positions: [],
    forks: [],
    vars: { ...variables, ...given },
    memory: {},
    startedAt: now,
    endedAt: null,
    error: null,
  };
}

/** What rules and texts see now. */
export function dataOf(world: World, { vars, memory, event }: RunScope): JsonObject {
  const { input, records, subject, contactId, now } = world;
  const { relations } = recordTypes[subject.type];
  const ones = relations
    .filter(({ kind }) => kind === 'one')
    .map(({ name }) => [name, oneRelated(world, name)] as const);
  return {
    record: records.get(subject.id) ?? null,
    related: Object.fromEntries(ones),
    contact: contactId === null ? null : (records.get(contactId) ?? null),
    owner: input.owner ?? null,
    previous: null,
    event: event ?? input.event ?? null,
    vars,
    // Memory is JSON: its type only names the keys.
    steps: memory as unknown as JsonObject,
    run: {
      id: world.run?.id ?? '',
      workflow: input.definition.key,
      version: input.version ?? 0,
      startedAt: input.now,
      input: input.input ?? {},
    },
    now,
  };
}

/** The record at the end of a one-relation, as the reference stands now. */
export function oneRelated({ records, subject }: Pick<World, 'records' | 'subject'>, name: string): RecordJson | null {
  const relation = recordTypes[subject.type].relations.find((item) => item.name === name && item.kind === 'one');
  const id = relation && records.get(subject.id)?.[relation.via];
  return typeof id === 'string' ? (records.get(id) ?? null) : null;
}

const compiled = new WeakMap<object, CompiledRule>();

/** The value of a rule now, with its trace. */
export function judge(world: World, rule: Rule, scope: RunScope): { readonly value: unknown; readonly trace?: Json } {
  const known = rule !== null && typeof rule === 'object' ? compiled.get(rule) : undefined;
  const ready = known ?? compileRule(rule);
  if (rule !== null && typeof rule === 'object') compiled.set(rule, ready);
  const slots = slotValuesOf(world, ready.slots, scope);
  const { value, trace } = evaluate(rule, dataOf(world, scope), { slots, trace: true });
  return trace === undefined ? { value } : { value, trace: trace as unknown as Json };
}

type Given = {
  readonly type: RecordTypeKey;
  readonly fields: JsonObject;
  readonly input: SimulationInput;
  readonly newId: () => string;
};

/** A stored record as it is; else a new one of the given fields. */
function asRecord({ type, fields, input, newId }: Given): RecordJson {
  if (typeof fields.version === 'number' && typeof fields.id === 'string') return { ...(fields as RecordJson), type };
  const { id, type: _, ...values } = fields;
  const made = createdRecord({
    type,
    id: typeof id === 'string' ? id : newId(),
    input: values,
    fields: input.fieldsOf(type),
    now: input.now,
    system: true,
    mayApprove: true,
  });
  if (made.kind === 'issues')
    throw new AppError('invalid', { issues: made.issues, detail: `The ${type} is not valid.` });
  return made.record;
}

/** The subject's fields with references to the records given around it, where it names none itself. */
function withReferences(
  { definition, record }: SimulationInput,
  contact: RecordJson | null,
  related: ReadonlyMap<string, readonly RecordJson[]>,
): JsonObject {
  const { relations, person } = recordTypes[definition.subject];
  const references = relations
    .filter(({ kind }) => kind === 'one')
    .flatMap(({ name, via }) => {
      const [found] = related.get(name) ?? [];
      return found ? [[via, found.id] as const] : [];
    });
  const via = person !== null && person !== 'self' && contact ? [[person.via, contact.id] as const] : [];
  const missing = [...references, ...via].filter(([field]) => record[field] === undefined || record[field] === null);
  return { ...record, ...Object.fromEntries(missing) };
}

/** Ids that look like those of production and are the same each time. */
function idMaker(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

const isList = (given: JsonObject | readonly JsonObject[]): given is readonly JsonObject[] => Array.isArray(given);
const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null);
