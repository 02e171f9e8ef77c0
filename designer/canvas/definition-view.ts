import { z } from 'zod';
import { variableSchema } from '../../domain/definition/schema.ts';

/**
 * What the canvas reads of a definition: drafts may be half finished, so everything that is not there counts as empty. The
 * format itself is checked by domain/definition.
 */
const stepView = z.object({
  type: z.string().catch(''),
  name: z.string().optional().catch(undefined),
  config: z.unknown(),
  next: z.record(z.string(), z.string().nullable().catch(null)).catch({}).default({}),
});
const definitionView = z.object({
  key: z.string().catch(''),
  name: z.string().catch(''),
  description: z.string().optional().catch(undefined),
  subject: z.string().catch('lead'),
  triggers: z.array(z.record(z.string(), z.unknown())).catch([]),
  variables: z.array(variableSchema).catch([]).default([]),
  start: z.string().nullable().catch(null),
  steps: z.record(z.string(), stepView).catch({}),
  layout: z
    .record(z.string(), z.object({ x: z.number(), y: z.number() }))
    .catch({})
    .default({}),
});

export type StepView = z.infer<typeof stepView>;
export type DefinitionView = z.infer<typeof definitionView>;

const nothing: DefinitionView = {
  key: '',
  name: '',
  subject: 'lead',
  triggers: [],
  variables: [],
  start: null,
  steps: {},
  layout: {},
  description: undefined,
};

/** Reads a definition for showing it; never fails. */
export function viewDefinition(definition: unknown): DefinitionView {
  const result = definitionView.safeParse(definition);
  return result.success ? result.data : nothing;
}
