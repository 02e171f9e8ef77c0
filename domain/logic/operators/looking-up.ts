import type { Json } from '../../json.ts';
import type { OperatorInfo } from '../operator-info.ts';

const status: Json = { var: 'record.status' };
const lookup = { kind: 'lookup', group: 'lookup' } as const;

/** Operators whose value is looked up before the rule is evaluated. */
export const lookupOperators = {
  count: {
    ...lookup,
    label: 'number of related',
    min: 1,
    max: 2,
    arguments: ['relation', 'record-rule'],
    result: 'number',
    doc: 'How many related records there are for which the rule, seeing each as `record`, is true.',
    example: { count: ['cases', { '==': [status, 'open'] }] },
  },
  sum: {
    ...lookup,
    label: 'sum over related',
    min: 2,
    max: 3,
    arguments: ['relation', 'field', 'record-rule'],
    result: 'number',
    doc: 'The sum of a number field of the related records for which the rule is true; 0 when there are none.',
    example: { sum: ['deals', 'amount', { '==': [{ var: 'record.outcome' }, 'won'] }] },
  },
  performed: {
    ...lookup,
    label: 'has done',
    min: 1,
    max: 2,
    arguments: ['options'],
    result: 'boolean',
    doc: 'Whether the person did one of the events: name or names, then `{within, since, step, where, count, bots}`; `where` is a rule that sees each as `event`.',
    example: { performed: [['email.opened', 'email.clicked'], { within: 'P30D' }] },
  },
  reachable: {
    ...lookup,
    label: 'can be reached by',
    min: 1,
    max: 2,
    arguments: ['options'],
    result: 'boolean',
    doc: 'Whether the person has an address in the channel, consent to the topic and no suppression.',
    example: { reachable: ['email', 'newsletter'] },
  },
  inSegment: {
    ...lookup,
    label: 'is in segment',
    min: 1,
    max: 1,
    arguments: ['options'],
    result: 'boolean',
    doc: 'Whether the record is in the segment with this key.',
    example: { inSegment: 'customers-pl' },
  },
  inCurrency: {
    ...lookup,
    label: 'in currency',
    min: 2,
    max: 2,
    arguments: ['money', 'currency'],
    result: 'number',
    doc: 'A money field in another currency, in its minor units, rounded half up; its own currency stands beside it in `currency`. Null where there is no rate.',
    example: { inCurrency: [{ var: 'record.amount' }, 'EUR'] },
  },
} as const satisfies Readonly<Record<string, OperatorInfo>>;
