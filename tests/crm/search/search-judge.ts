import type { Database, Queryable } from '../../../crm/database.ts';
import { lookUp } from '../../../crm/lookup/look-up.ts';
import { createRecordCache } from '../../../crm/lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../../../crm/lookup/subject-data.ts';
import { fieldCatalogue } from '../../../crm/records/fields.ts';
import { compileSearch } from '../../../crm/search/compile-search.ts';
import { compileRule } from '../../../domain/logic/compile.ts';
import { truthy } from '../../../domain/logic/values.ts';
import { type RecordTypeKey, recordTypes } from '../../../domain/records/record-types.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { fillTables } from './search-tables.ts';
import { now, rates, topics } from './search-values.ts';

type Compile = (rule: unknown, firstParam?: number) => ReturnType<typeof compileSearch>;

/** Answers rules over the records of a type twice: by SQL, and in memory over what the engine would read. */
export type Judge = {
  readonly ids: readonly string[];
  readonly compile: Compile;
  /** For each rule, whether it is true of each record, in the order of `ids`; many rules a statement. */
  readonly bySql: (rules: readonly unknown[]) => Promise<readonly (readonly boolean[])[]>;
  /** The same by the evaluator. */
  readonly inMemory: (rule: unknown) => Promise<readonly boolean[]>;
};

/** Judges of these record types over a database of the test file's own, filled before its tests. */
export function testJudges(...types: readonly RecordTypeKey[]): (recordType: RecordTypeKey) => Judge {
  const judges = new Map<RecordTypeKey, Judge>();
  const own = ownDatabase();
  beforeAll(async () => {
    await fillTables(own.database);
    for (const type of types) judges.set(type, await createJudge(own.database, type));
  });
  return (recordType) => {
    const judge = judges.get(recordType);
    if (!judge) throw new Error(`no judge of ${recordType} was asked for`);
    return judge;
  };
}

async function createJudge(db: Database, recordType: RecordTypeKey): Promise<Judge> {
  const { table } = recordTypes[recordType];
  const { fieldsOf } = await fieldCatalogue(db);
  const rows = await db.query<{ id: string }>(`SELECT id FROM "${table}" ORDER BY id`);
  const ids = rows.map((row) => row.id);
  const subjects = await readSubjects(db, recordType, ids);
  const compile: Compile = (rule, firstParam = 1) =>
    compileSearch({ recordType, rule, now, fieldsOf, topics, rates: () => rates, firstParam });
  return {
    ids,
    compile,
    bySql: (rules) => judgeBySql(db, { table, compile, rules }),
    inMemory: (rule) => judgeInMemory(db, subjects, rule),
  };
}

type Subject = Awaited<ReturnType<typeof readSubjects>>[number];

async function readSubjects(db: Queryable, recordType: RecordTypeKey, ids: readonly string[]) {
  const cache = createRecordCache(db);
  const at = new Date(now);
  const relations = recordTypes[recordType].relations.filter(({ kind }) => kind === 'one').map(({ name }) => name);
  const subjects = ids.map((id) => ({ key: { type: recordType, id }, relations }));
  await loadSubjects(cache, subjects);
  return subjects.map((subject) => ({
    data: subjectData(subject, cache, at),
    subject: lookupSubject(subject.key, cache, at),
  }));
}

async function judgeBySql(
  db: Queryable,
  { table, compile, rules }: { table: string; compile: Compile; rules: readonly unknown[] },
) {
  const params: unknown[] = [];
  const columns = rules.map((rule, n) => {
    const search = compile(rule, params.length + 1);
    if (search.kind === 'issues') throw new Error(`not searchable: ${JSON.stringify(rule)}`);
    params.push(...search.params);
    return `${search.sql} IS TRUE AS "${n}"`;
  });
  const rows = await db.query<Record<string, boolean>>(
    `SELECT ${columns.join(', ')} FROM "${table}" t ORDER BY t.id`,
    params,
  );
  return rules.map((_, n) => rows.map((row) => row[n] === true));
}

async function judgeInMemory(db: Queryable, subjects: readonly Subject[], rule: unknown) {
  const compiled = compileRule(rule);
  const requests = subjects.flatMap(({ subject }) => compiled.slots.map((slot) => ({ slot, subject })));
  const answers = requests.length === 0 ? [] : await lookUp(db, requests);
  return subjects.map(({ data }, n) => {
    const slots = compiled.slots.map(
      ({ key, kind }, index) => [key, kind === 'rates' ? rates : answers[n * compiled.slots.length + index]] as const,
    );
    return truthy(compiled.evaluate(data, new Map(slots)));
  });
}
