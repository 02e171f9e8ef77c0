import { z } from 'zod';
import { word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import { defineStep } from './define-step.ts';
import { ask, type RecordKey } from './effect.ts';
import { sentence } from './sentence.ts';
import { literals, writesOf } from './set-literals.ts';
import { madeRecords } from './step-result.ts';
import type { CheckScope } from './step-type.ts';
import { ungiven } from './ungiven.ts';

const config = z.strictObject({
  account: word.switch('Make an account', 'From the company of the lead; yes when empty').optional(),
  deal: z
    .strictObject({ set: word.values('Fields of the deal') })
    .meta({ title: 'Make a deal' })
    .optional(),
});

/** Converts the lead: contact, and account and deal when asked, in one go; a second time gives the same records. */
export const convertLead = defineStep<z.infer<typeof config>>({
  type: 'convert-lead',
  version: 1,
  title: 'Convert lead',
  group: 'records',
  icon: 'user-check',
  effect: true,
  config,
  help: 'Makes a contact of the lead, with an account and a deal when asked. Later steps name them as {"step": this step, "type": "deal"}.',
  outlets: () => [{ id: 'done', label: 'Converted' }],
  waits: () => false,
  sentence: ({ deal }) =>
    deal === undefined
      ? sentence('convert-lead', 'Convert the lead')
      : sentence('convert-lead.deal', 'Convert the lead, with a deal'),
  writes: ({ deal }) => [
    { field: 'lead.status', value: 'converted' },
    { field: 'lead.convertedContactId' },
    ...['task.relatedId', 'task.relatedType', 'interaction.relatedId', 'interaction.relatedType'].map((field) => ({
      field,
    })),
    { field: 'contact.*' },
    { field: 'account.*' },
    ...(deal === undefined ? [] : [{ field: 'deal.*' }, ...writesOf('deal', deal.set, { made: true })]),
  ],
  check: ({ account, deal }, scope) => [
    ...(scope.subject === 'lead'
      ? []
      : [
          {
            severity: 'error' as const,
            code: 'wrong-record-type',
            path: '',
            message: `Only leads are converted, and this workflow runs for a ${scope.subject}.`,
          },
        ]),
    ...(deal === undefined ? [] : scope.checkSet('deal', deal.set, '/deal/set')),
    ...notHandedOn({ account, deal }, scope),
  ],
  *execute({ account, deal }) {
    const fields = deal === undefined ? null : yield* literals(deal.set);
    const { contactId, accountId, dealId } = yield* ask({ kind: 'convert', account: account ?? true, deal: fields });
    const made: RecordKey[] = [
      { type: 'contact', id: contactId },
      ...(accountId === null ? [] : [{ type: 'account', id: accountId } as const]),
      ...(dealId === null ? [] : [{ type: 'deal', id: dealId } as const]),
    ];
    return { kind: 'outlet', outlet: 'done', result: madeRecords(made), detail: { contactId, accountId, dealId } };
  },
});

/** Required fields of what it makes that the settings do not give, and that the lead does not have to hand on. */
function notHandedOn({ account, deal }: z.infer<typeof config>, scope: CheckScope): readonly Issue[] {
  const missingFields: CheckScope['missingFields'] = (type, given) =>
    scope.missingFields(type, given).filter(({ key }) => !scope.hasField('lead', key));
  const ofAccount = { path: '/account', advice: 'Give the field a default, or make no account' };
  return [
    ...ungiven('contact', [], { missingFields }, { path: '', advice: 'Give the field a default' }),
    // A lead without a company gets no account.
    ...(account === false ? [] : ungiven('account', ['name'], { missingFields }, ofAccount)).map(
      (issue): Issue => ({ ...issue, severity: 'warning' }),
    ),
    ...(deal === undefined
      ? []
      : ungiven(
          'deal',
          ['title', ...Object.keys(deal.set)],
          { missingFields },
          { path: '/deal/set', advice: 'Set it here' },
        )),
  ];
}
