import { z } from 'zod';
import { valuesSchema, word } from '../definition/words.ts';

/** How an event finds its record, and what is made when there is none. */
export const subjectFinderSchema = z
  .strictObject({
    find: word
      .values('Find the record with')
      .refine((find) => Object.keys(find).length > 0, { error: 'name at least one field to find the record by' }),
    create: z
      .union([z.boolean(), valuesSchema], { error: '"create" is true, or fields of the new record' })
      .meta({ title: 'Create it when there is none', widget: 'values' })
      .optional(),
  })
  .meta({ title: 'Record' });
