import { z } from 'zod';
import { parseAddress } from '../sending/address.ts';

const address = z
  .string()
  .trim()
  .max(320)
  .refine((text) => parseAddress('email', text) !== undefined, { error: 'not an e-mail address' })
  .transform((text) => parseAddress('email', text) ?? text);

/** How an installation deals with cases. */
export const caseSettingsSchema = z.strictObject({
  /** Addresses at which mail for cases comes in, each with the queue of the cases that it opens. Without any, every address counts. */
  mailboxes: z.array(z.strictObject({ address, queue: z.string().trim().min(1).max(100) })).max(100),
  /** A mail that names no case belongs to the sender's newest open case if that changed within so many days; 0 for never. */
  threadDays: z.int().min(0).max(365),
  /** An answer reopens a case that was resolved or closed so many days ago at most; after that it opens a new one. */
  reopenDays: z.int().min(0).max(365),
  /** What an hour of work on a case costs, in minor units of the company's currency. */
  hourlyRate: z.int().min(0).max(100_000_000),
});
export type CaseSettings = z.infer<typeof caseSettingsSchema>;

/** What holds until somebody decides otherwise. */
export const presetCaseSettings: CaseSettings = {
  mailboxes: [],
  threadDays: 30,
  reopenDays: 14,
  hourlyRate: 0,
};
