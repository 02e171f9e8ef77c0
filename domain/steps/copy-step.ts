import { z } from 'zod';
import { word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import { copiedFrom } from '../offers/copies.ts';
import { defineStep } from './define-step.ts';
import { ask, type RecordRef } from './effect.ts';
import { sentence } from './sentence.ts';
import { madeRecords } from './step-result.ts';
import type { CheckScope, StepType } from './step-type.ts';

const config = z.strictObject({ on: word.record('Of').optional() });

/** A step that makes an order of an offer, or an invoice of an order. */
export function copyStep(
  make: 'order' | 'invoice',
  { type, title, icon, help }: { type: string; title: string; icon: string; help: string },
): StepType {
  return defineStep<z.infer<typeof config>>({
    type,
    version: 1,
    title,
    group: 'records',
    icon,
    effect: true,
    config,
    help,
    outlets: () => [{ id: 'done', label: 'Created' }],
    waits: () => false,
    sentence: () => sentence(type, title),
    writes: () => [{ field: `${make}.*`, made: true }],
    check: ({ on }, scope) => wrongSource(make, on, scope),
    *execute({ on }) {
      const { record, created } = yield* ask({ kind: 'copy', make, on: on ?? 'subject' });
      return {
        kind: 'outlet',
        outlet: 'done',
        result: madeRecords([record], { created }),
        detail: { created: { ...record }, isNew: created },
      };
    },
  });
}

function wrongSource(make: 'order' | 'invoice', on: RecordRef | undefined, scope: CheckScope): readonly Issue[] {
  return wrongType(copiedFrom[make], on, scope);
}

/** What a step says where its record is of another type than it works with. */
export function wrongType(wanted: 'offer' | 'order', on: RecordRef | undefined, scope: CheckScope): readonly Issue[] {
  const type = on === undefined || on === 'subject' ? scope.subject : scope.typeOf(on);
  if (type === wanted || type === null) return [];
  const message = `This step is about an ${wanted}, and here stands a ${type}. Name the record, such as {"step": …, "type": "${wanted}"}.`;
  return [{ severity: 'error', code: 'wrong-record-type', path: on === undefined ? '' : '/on', message }];
}
