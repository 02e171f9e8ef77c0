import { z } from 'zod';
import { listCalendars } from '../../crm/calendars/save-calendar.ts';
import { listTopics } from '../../crm/consent/topics.ts';
import { countRecords } from '../../crm/records/count-records.ts';
import { fieldCatalogue } from '../../crm/records/fields.ts';
import { findRecords } from '../../crm/records/find-records.ts';
import { definitionNames } from '../../crm/workflows/definition-names.ts';
import { catalogueOf } from '../../domain/catalogue.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { recordSchema } from './record-answers.ts';

/** How many records a preview shows. */
const sampleSize = 10;

/** What definitions are made of, and what conditions mean for the records there are. */
export function catalogueRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/catalogue',
      tag: 'Workflows',
      summary: 'Step types, triggers, operators, record types, helpers, and the names a definition may use',
      guard: 'workflow:read',
      answers: { 200: z.looseObject({ format: z.literal(1), steps: z.array(z.looseObject({ type: z.string() })) }) },
      handle: async () => {
        const fields = await fieldCatalogue(db, { fresh: true });
        const topics = (await listTopics(db)).map(({ key, name, mode }) => ({ key, name, mode }));
        const calendars = (await listCalendars(db, 'UTC')).map(({ key, name }) => ({ key, name }));
        return ok({
          ...catalogueOf({ fieldsOf: (type) => fields.fieldsOf(type), topics, calendars }),
          ...(await definitionNames(db)),
        });
      },
    }),
    route({
      method: 'post',
      path: '/api/conditions/preview',
      tag: 'Records',
      summary: 'How many records a condition holds for, and some of them',
      guard: { signedIn: 'It counts and shows only what the caller may read.' },
      body: z.strictObject({ recordType: z.enum(recordTypeKeys), where: z.json() }),
      answers: { 200: z.object({ count: z.int(), sample: z.array(recordSchema) }) },
      handle: async ({ body: { recordType: type, where }, actor, now }) => {
        const count = await countRecords(db, { actor, type, where, now });
        const { items } = await findRecords(db, { actor, type, where, now, limit: sampleSize });
        return ok({ count, sample: items });
      },
    }),
  ];
}
