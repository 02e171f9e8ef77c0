import { followingFields } from '../../../domain/records/following-fields.ts';
import { presetPipelines } from '../../../domain/records/pipelines.ts';
import { recordTypeKeys, recordTypes } from '../../../domain/records/record-types.ts';

test('stages lead to outcomes, and these to the time of closing', () => {
  expect([...followingFields('deal', 'stage')].sort()).toEqual(['closedAt', 'outcome', 'probability']);
  expect(followingFields('deal', 'outcome')).toEqual(['closedAt']);
  expect([...followingFields('case', 'status')].sort()).toEqual(['closedAt', 'reopenedCount', 'resolvedAt']);
  expect(followingFields('invoice', 'lines')).toEqual(['total']);
  expect([...followingFields('offer', 'discountPercent')].sort()).toEqual(['status', 'total', 'totalDiscountPercent']);
  expect(followingFields('lead', 'status')).toEqual([]);
});

test('what a type derives is said of it', () => {
  const lines = [{ description: 'x', quantity: 1, unitPrice: 100 }];
  const record = { stage: 'won', pipeline: 'sales', lines, discountPercent: 10, status: 'open' };
  for (const type of recordTypeKeys) {
    const { derive, derived } = recordTypes[type];
    const given = derive?.(record, { before: { status: 'closed' }, values: {}, pipelines: presetPipelines }) ?? {};
    expect({ type, fields: Object.keys(given).sort() }).toEqual({ type, fields: [...(derived?.fields ?? [])].sort() });
  }
});
