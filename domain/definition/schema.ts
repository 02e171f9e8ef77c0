import { z } from 'zod';
import { enrollmentSchema } from './enrollment-schema.ts';
import { definitionLimits } from './limits.ts';
import { idSchema, keySchema, recordTypeSchema, variableNameSchema, word } from './words.ts';

const variableTypes = ['text', 'number', 'boolean', 'date', 'dateTime', 'list', 'any'] as const;
export type VariableType = (typeof variableTypes)[number];

/** A variable of the run: its start value is given by who starts the run, else `default`, else null. */
export const variableSchema = z.strictObject({
  name: variableNameSchema,
  type: z.enum(variableTypes, { error: `a variable is one of ${variableTypes.join(', ')}` }),
  default: z.json().optional(),
});

/** A step; its `config` is for the schema of its type. */
export const stepSchema = z.strictObject({
  type: z.string().min(1),
  name: z.string().max(200).optional(),
  config: z.unknown().optional(),
  next: z
    .record(z.string(), idSchema.nullable(), { error: 'connections stand as {"outlet": step or null}' })
    .optional(),
  retry: z
    .strictObject({
      attempts: word.integer('Attempts', { min: 1, max: 50 }),
      first: word.isoDuration('First delay').optional(),
      max: word.isoDuration('Longest delay').optional(),
    })
    .optional(),
  onError: word.choice('On an error', ['incident', 'continue']).optional(),
});
export type StepConfig = z.infer<typeof stepSchema>;

/** What every trigger has; the rest is for the schema of its type. */
export const triggerSchema = z.looseObject({ id: idSchema, type: z.string().min(1) });

const noteSchema = z.strictObject({
  id: idSchema.optional(),
  text: z.string(),
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  color: z.string().max(30).optional(),
});

/** The document around triggers, steps and enrollment, which are checked one by one so that all their issues show. */
export const envelopeSchema = z.strictObject({
  format: z.literal(1),
  key: keySchema,
  name: z.string().min(1).max(200),
  description: z.string().max(5000).optional(),
  subject: recordTypeSchema,
  triggers: z.array(z.unknown()).max(definitionLimits.triggers),
  enrollment: z.unknown().optional(),
  variables: z.array(variableSchema).max(definitionLimits.variables).optional(),
  start: idSchema,
  steps: z.record(idSchema, z.unknown()),
  layout: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).optional(),
  notes: z.array(noteSchema).max(500).optional(),
});

/** A whole definition, format 1. */
export const definitionSchema = envelopeSchema.extend({
  triggers: z.array(triggerSchema),
  enrollment: enrollmentSchema.optional(),
  steps: z.record(idSchema, stepSchema),
});
export type Definition = z.infer<typeof definitionSchema>;
