import type { DerivingWrite, RecordEvent } from '../records/field.ts';

/**
 * `case.rated`, when a case gets a rating or another one: by the answer that its customer gave, or by who entered it. `score` is 1 to 5,
 * 5 the best.
 */
export function ratedEvents(
  record: Readonly<Record<string, unknown>>,
  { before }: Pick<DerivingWrite, 'before'>,
): readonly RecordEvent[] {
  const { satisfaction: score, satisfactionComment } = record;
  if (typeof score !== 'number' || score === before.satisfaction) return [];
  const comment = typeof satisfactionComment === 'string' ? satisfactionComment : null;
  return [{ type: 'case.rated', properties: { score, comment } }];
}
