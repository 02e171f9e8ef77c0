import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import { reportCases, reportGroups } from '../../crm/cases/report-cases.ts';
import { reportCsv } from '../../crm/cases/report-csv.ts';
import type { ApiDeps } from '../deps.ts';
import { ok, raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const lengths = z.object({
  count: z.int(),
  wallSeconds: z.int(),
  wallAverage: z.int().nullable(),
  businessSeconds: z.int(),
  businessAverage: z.int().nullable(),
});

const summary = z.object({
  resolution: lengths,
  age: lengths,
  firstResponse: lengths,
  timeInNew: lengths,
  timeInStatus: z.record(z.string(), lengths),
  closed: z.int(),
  selfClosed: z.int(),
  escalations: z.object({ count: z.int(), byLevel: z.record(z.string(), z.int()) }),
  reopened: z.int(),
  cost: z.object({
    minutes: z.int(),
    byCurrency: z.record(z.string(), z.object({ total: z.int(), perCase: z.int() })),
  }),
  portalSeconds: z.int(),
  portalResolved: z.int(),
});

const reportSchema = z
  .object({
    from: z.iso.datetime(),
    /** The end of the period, or now while that is to come. */
    to: z.iso.datetime(),
    groupBy: z.enum(reportGroups),
    calendar: z.string(),
    zone: z.string(),
    total: summary,
    groups: z.array(z.object({ key: z.string().nullable(), name: z.string().nullable() }).extend(summary.shape)),
  })
  .meta({
    id: 'CaseReport',
    description: 'Times in whole seconds, money in minor units; formulas in docs/case-metrics.md.',
  });

const query = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    groupBy: z.enum(reportGroups).default('rep'),
    /** Key of the calendar of working time; the company's unless given. */
    calendar: z.string().min(1).max(100).optional(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    error: 'The period ends before it begins.',
  });

type ReportQuery = z.infer<typeof query>;

/** Reports about cases. */
export function caseReportRoutes({ db, config }: ApiDeps): Route[] {
  const read = async (
    { from, to, groupBy, calendar }: ReportQuery,
    { actor, now }: { readonly actor: Person; readonly now: Date },
  ) => {
    const period = { from: Date.parse(from), to: Math.min(Date.parse(to), now.getTime()) };
    return { period, report: await reportCases(db, config, { actor, period, by: groupBy, calendar }) };
  };
  return [
    route({
      method: 'get',
      path: '/api/reports/cases',
      tag: 'Cases',
      summary: 'The nine case metrics of a period, in wall and working time, from the event log',
      guard: 'case:read',
      query,
      answers: { 200: reportSchema },
      handle: async (request) => {
        const { period, report } = await read(request.query, request);
        const times = { from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() };
        return ok({ ...times, groupBy: request.query.groupBy, ...report });
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/cases/export',
      tag: 'Cases',
      summary: 'The same as CSV, a line for each group and one for all; times in seconds, money in minor units',
      guard: 'case:export',
      query,
      answers: { 200: 'text/csv' },
      handle: async (request) => {
        const { report } = await read(request.query, request);
        return raw((response) => {
          response
            .status(200)
            .set({
              'Content-Type': 'text/csv; charset=utf-8',
              'Content-Disposition': 'attachment; filename="cases.csv"',
            })
            .send(reportCsv(report));
        });
      },
    }),
  ];
}
