import { documentWords } from '../documents/document-words.ts';
import type { Issue } from '../errors.ts';
import type { RuleScope, ScopeRoot } from '../logic/scope.ts';
import { personTypeOf } from '../logic/scope.ts';
import type { ValueType } from '../logic/value-type.ts';
import type { Field } from '../records/field.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { checkTemplate } from '../templates/check-template.ts';
import type { DefinitionScope } from './scope.ts';

const texts = (keys: readonly string[]): ScopeRoot => ({
  kind: 'fields',
  fields: keys.map((key): Field => ({ key, kind: 'text', label: key })),
});

const number: ValueType = { base: 'number' };
const text: ValueType = { base: 'text' };
const money: ValueType = { base: 'number', integer: true, money: true };

/** A line as templates of documents read it: crm/documents/document-context.ts makes them. */
const line: ValueType = {
  base: 'object',
  keys: {
    position: number,
    description: text,
    quantity: number,
    unitPrice: money,
    discountPercent: { ...number, optional: true },
    amount: money,
    currency: text,
  },
};

/** What the template of a document of a record reads. */
function documentRoots(type: RecordTypeKey): RuleScope['roots'] {
  const person = personTypeOf(type);
  return {
    record: { kind: 'record', recordType: type },
    ...(person === undefined ? {} : { contact: { kind: 'record', recordType: person, optional: true } as const }),
    account: { kind: 'record', recordType: 'account', optional: true },
    owner: texts(['name', 'email']),
    company: texts(['name']),
    words: texts(Object.keys(documentWords('en'))),
    lines: { kind: 'value', type: { base: 'list', item: line } },
    subtotal: { kind: 'value', type: money },
    currency: { kind: 'value', type: text },
  };
}

/**
 * What keeps a template from making a document of records of a type, null where that is not known: it is one of messages, it is empty,
 * or it reads what a document does not have. Of templates that are not known nothing is said. Paths begin at the template.
 */
export function checkDocument(
  { template, type }: { template: string; type: RecordTypeKey | null },
  { scope, rules }: { scope: DefinitionScope; rules: RuleScope },
): readonly Issue[] {
  const found = scope.templateTexts?.get(template);
  if (!found) return [];
  const issue = (code: string, message: string): Issue => ({
    severity: 'error',
    code,
    path: '',
    message,
    params: { key: template },
  });
  if (found.channel !== undefined && found.channel !== 'document')
    return [issue('template-of-messages', `The template "${template}" is one of messages, not of documents.`)];
  if (found.html === null) return [issue('template-without-text', `The template "${template}" is empty.`)];
  if (type === null) return [];
  const place = {
    rules: { ...rules, roots: documentRoots(type), lookups: false },
    mode: 'html',
    missing: 'empty',
  } as const;
  return checkTemplate(found.html, place)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, pos, params }) => ({
      ...issue(code, `The template "${template}" does not fit: line ${pos.line}: ${message}`),
      params: { ...params, line: pos.line },
    }));
}
