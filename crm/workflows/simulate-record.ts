import { compileDefinition } from '../../domain/definition/compile.ts';
import { hasErrors } from '../../domain/definition/validate.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import { simulate } from '../../domain/run/simulate.ts';
import type {
  SimulatedEvent,
  SimulatedOutcome,
  SimulationInput,
  SimulationResult,
} from '../../domain/run/simulation/simulation.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { Actor } from '../actor.ts';
import { type ChannelAddress, nothingSaid, readStandings, standingKey } from '../consent/standing.ts';
import { listTopics } from '../consent/topics.ts';
import { readRates } from '../currencies/rates.ts';
import type { Queryable } from '../database.ts';
import { dayOf } from '../lookup/rates.ts';
import { userColumns } from '../lookup/record-cache.ts';
import { fieldCatalogue } from '../records/fields.ts';
import { getRecord } from '../records/find-records.ts';
import { readRecords } from '../records/read.ts';
import { type CompanyTime, readSendWindow } from '../settings/company-settings.ts';
import { readPipelines } from '../settings/pipelines.ts';
import type { Renderer } from '../templates/renderer.ts';
import { readHistory } from './read-history.ts';
import { readVersion } from './read-versions.ts';
import { validateDraft } from './save-draft.ts';
import { lookAround } from './surroundings.ts';
import { readWorkflow } from './workflow-row.ts';

/** A record that is there, or the fields of one that there might be. */
export type SimulatedSubject = { readonly recordId: string } | { readonly record: JsonObject };

export type SimulationRequest = {
  readonly key: string;
  /** A published version; the draft when absent. */
  readonly version?: number | undefined;
  readonly subject: SimulatedSubject;
  readonly events?: readonly SimulatedEvent[] | undefined;
  /** By step: how its messages and calls end. */
  readonly outcomes?: Readonly<Record<string, SimulatedOutcome>> | undefined;
  readonly input?: JsonObject | undefined;
  /** When the run begins. */
  readonly now: Date;
};

/** A definition that can run: the draft, refused with its issues where it has errors, or a version. */
export async function runnableDefinition(db: Queryable, key: string, version?: number): Promise<JsonObject> {
  if (version !== undefined) return (await readVersion(db, key, version)).definition;
  const { draft } = await readWorkflow(db, key);
  const issues = await validateDraft(db, draft);
  if (hasErrors(issues))
    throw new AppError('invalid-definition', { detail: 'The draft has errors; it cannot run.', issues });
  return draft;
}

/** What a run would do for a record: nothing is written or sent. @throws AppError record-not-found, invalid, invalid-definition */
export async function simulateRecord(
  db: Queryable,
  request: SimulationRequest,
  { actor, renderer, company }: { actor: Actor; renderer: Pick<Renderer, 'renderMany'>; company: CompanyTime },
): Promise<SimulationResult> {
  const definition = compileDefinition(await runnableDefinition(db, request.key, request.version));
  const catalogue = await fieldCatalogue(db);
  const { events, outcomes, input } = request;
  const subject = { type: definition.subject, subject: request.subject, actor, now: request.now };
  const around = await readSubject(db, subject);
  return simulate({
    ...around,
    ...(await readConfiguration(db, request.now)),
    definition,
    version: request.version ?? 0,
    now: request.now.toISOString(),
    zone: company.zone(),
    sendWindow: await readSendWindow(db),
    calendars: company.calendars(),
    calendar: chooseCalendar([around.owner?.calendar, company.calendar()], company.calendars()),
    fieldsOf: (type) => catalogue.fieldsOf(type),
    ...(events === undefined ? {} : { events }),
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(input === undefined ? {} : { input }),
    render: async (item) => {
      const [outcome] = await renderer.renderMany([{ ...item, key: 'simulated' }]);
      return outcome ?? { ok: false, code: 'template-failed', message: 'The text was not rendered.' };
    },
  });
}

type Subject = Pick<SimulationInput, 'record' | 'related' | 'contact' | 'account' | 'owner' | 'history' | 'consent'>;
type Reading = {
  readonly type: RecordTypeKey;
  readonly subject: SimulatedSubject;
  readonly actor: Actor;
  readonly now: Date;
};

async function readSubject(db: Queryable, { type, subject, actor, now }: Reading): Promise<Subject> {
  const record: JsonObject =
    'record' in subject ? subject.record : await getRecord(db, { actor, type, id: subject.recordId });
  const { related, person, account } = await lookAround(db, type, record);
  const relatedRecords = await Promise.all(
    recordTypes[type].relations.map(async ({ name, kind }) => {
      const found = await readKeys(db, related.get(name) ?? []);
      return [name, kind === 'one' ? (found[0] ?? null) : found] as const;
    }),
  );
  const isOther = person !== null && recordTypes[type].person !== 'self';
  const contact = isOther ? ((await readKeys(db, [person]))[0] ?? null) : null;
  return {
    record,
    related: Object.fromEntries(relatedRecords),
    contact,
    account: account === null ? null : ((await readKeys(db, [account]))[0] ?? null),
    owner: await readOwner(db, record.ownerId),
    history: (await readHistory(db, [record.id, contact?.id], now)).map(({ type, at, properties }) => ({
      type,
      at: at.toISOString(),
      properties,
    })),
    consent: await consentOf(db, [record, contact]),
  };
}

async function readKeys(db: Queryable, keys: readonly RecordKey[]): Promise<JsonObject[]> {
  const [first] = keys;
  if (!first) return [];
  const found = await readRecords(
    db,
    first.type,
    keys.map(({ id }) => id),
  );
  return keys.flatMap(({ id }) => found.get(id) ?? []);
}

async function readOwner(db: Queryable, id: unknown): Promise<JsonObject | null> {
  if (!isUuid(id)) return null;
  const [row] = await db.query<JsonObject>(
    `SELECT ${userColumns} FROM "user" u LEFT JOIN team t ON t.id = u."teamId" WHERE u.id = $1`,
    [id],
  );
  return row ?? null;
}

/** What is known of the addresses of the persons; of any other address nothing is. */
async function consentOf(
  db: Queryable,
  persons: readonly (JsonObject | null)[],
): Promise<NonNullable<SimulationInput['consent']>> {
  const addresses = persons.flatMap((person): ChannelAddress[] => {
    const email = typeof person?.email === 'string' ? parseAddress('email', person.email) : undefined;
    const phone = typeof person?.phone === 'string' ? parseAddress('sms', person.phone) : undefined;
    return [
      ...(email === undefined ? [] : [{ channel: 'email' as const, address: email }]),
      ...(phone === undefined ? [] : [{ channel: 'sms' as const, address: phone }]),
    ];
  });
  const standings = await readStandings(db, addresses);
  return (channel, address) => {
    const { statements, suppressed } = standings.get(standingKey({ channel, address })) ?? nothingSaid;
    return { statements, suppressed: suppressed !== null };
  };
}

async function readConfiguration(
  db: Queryable,
  now: Date,
): Promise<Pick<SimulationInput, 'templates' | 'topics' | 'rates' | 'pipelines'>> {
  const templates = await db.query<{
    key: string;
    subject: string | null;
    preheader: string | null;
    html: string | null;
    text: string | null;
  }>('SELECT key, subject, preheader, html, text FROM template');
  const topics = await listTopics(db);
  return {
    templates: new Map(templates.map(({ key, ...texts }) => [key, texts])),
    topics: new Map(topics.map(({ key, mode }) => [key, mode])),
    rates: await readRates(db, dayOf(now)),
    pipelines: await readPipelines(db),
  };
}
