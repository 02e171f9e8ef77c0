import type { Period } from '../../domain/cases/case-history.ts';
import { type CaseSummary, summarise } from '../../domain/cases/case-report.ts';
import { type CaseFact, type Holder, measureCase } from '../../domain/cases/measure-case.ts';
import { AppError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import { createWorkMeter } from '../../domain/time/work-meter.ts';
import type { Actor } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Queryable } from '../database.ts';
import { readCompanySettings, readCompanyTime } from '../settings/company-settings.ts';
import { readCaseSettings } from './case-settings.ts';
import { readHistories } from './read-histories.ts';

export const reportGroups = ['rep', 'team', 'queue', 'priority'] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** The case metrics of a period, of all cases and by group; a group without a key has what belongs to nobody. */
export type CaseReport = {
  readonly calendar: string;
  readonly zone: string;
  readonly total: CaseSummary;
  readonly groups: readonly ({ readonly key: string | null; readonly name: string | null } & CaseSummary)[];
};

type Wish = {
  readonly actor: Actor;
  readonly period: Period;
  readonly by: ReportGroup;
  /** Key of the calendar of working time; the company's unless given. */
  readonly calendar?: string | undefined;
};

/**
 * The nine case metrics, exact, from the event log, over the cases that the actor may read.
 * @throws AppError invalid: no such calendar
 */
export async function reportCases(
  db: Queryable,
  config: Pick<Config, 'zone' | 'mailFrom' | 'twilioFrom'>,
  { actor, period, by, ...wish }: Wish,
): Promise<CaseReport> {
  const company = await readCompanyTime(db, config);
  const key = wish.calendar ?? company.calendar();
  const calendar = company.calendars()[key];
  if (!calendar) throw noCalendar(key);
  const { currency } = await readCompanySettings(db, config);
  const { hourlyRate } = await readCaseSettings(db);
  const people = await readPeople(db);
  const histories = await readHistories(db, { actor, period });
  const start = histories.reduce((first, { changes }) => Math.min(first, changes[0]?.at ?? first), period.to);
  const worked = createWorkMeter(calendar, { start, end: period.to });
  const facts = histories.flatMap((history) => measureCase(history, { period, worked }));
  const rate = { hourly: hourlyRate, currency };
  const keyOf = ({ holder }: CaseFact) => groupKey(by, holder, people);
  const groups = [...groupBy(facts, keyOf)].map(([group, items]) => ({
    key: group,
    name: group === null ? null : by === 'queue' || by === 'priority' ? group : (people.names.get(group) ?? null),
    ...summarise(items, rate),
  }));
  const sorted = groups.sort((a, b) => (a.name ?? '\uffff').localeCompare(b.name ?? '\uffff', 'en'));
  return { calendar: key, zone: calendar.zone, total: summarise(facts, rate), groups: sorted };
}

type People = { readonly names: ReadonlyMap<string, string>; readonly teams: ReadonlyMap<string, string> };

/** A case that names no team is its owner's team's, as it is today. */
function groupKey(by: ReportGroup, { ownerId, teamId, queue, priority }: Holder, { teams }: People): string | null {
  if (by === 'queue') return queue;
  if (by === 'priority') return priority;
  if (by === 'rep') return ownerId;
  return teamId ?? (ownerId === null ? null : (teams.get(ownerId) ?? null));
}

async function readPeople(db: Queryable): Promise<People> {
  const users = await db.query<{ id: string; name: string; teamId: string | null }>(
    'SELECT id, name, "teamId" FROM "user"',
  );
  const teams = await db.query<{ id: string; name: string }>('SELECT id, name FROM team');
  return {
    names: new Map([...users, ...teams].map(({ id, name }) => [id, name])),
    teams: new Map(users.flatMap(({ id, teamId }) => (teamId === null ? [] : [[id, teamId]]))),
  };
}

function noCalendar(key: string): AppError {
  const message = `There is no calendar "${key}".`;
  return new AppError('invalid', {
    detail: message,
    issues: [{ severity: 'error', code: 'unknown-calendar', path: '/calendar', message }],
  });
}
