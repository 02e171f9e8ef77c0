import type { TFunction } from 'i18next';
import { fieldsOf, isRecordType, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { humanise, type Words } from '../i18n/words.ts';

export type RuleWords = {
  readonly subject: RecordTypeKey;
  readonly words: Words;
  readonly t: TFunction;
  readonly stepName?: (stepId: string) => string;
};

const comparisons: Readonly<Record<string, string>> = {
  '==': 'is',
  '===': 'is',
  '!=': 'isNot',
  '!==': 'isNot',
  '<': 'less',
  '<=': 'atMost',
  '>': 'greater',
  '>=': 'atLeast',
  contains: 'contains',
  startsWith: 'startsWith',
};
const calculations: Readonly<Record<string, string>> = { '+': ' + ', '-': ' − ', '*': ' × ', '/': ' ÷ ' };

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a table itself has under a name: rules may name anything, `constructor` too. */
const ownOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A condition in words: "Status is not junk and Score is at least 50". What has no words here stands as its JSON. */
export function ruleSentence(rule: unknown, context: RuleWords): string {
  const text = sayRule(rule, context);
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function sayRule(rule: unknown, context: RuleWords): string {
  if (!isObject(rule)) return literal(rule, context);
  const entries = Object.entries(rule);
  const [entry] = entries;
  if (!entry || entries.length > 1) return JSON.stringify(rule);
  const [operator, argument] = entry;
  const args = asList(argument);
  const comparison = ownOf(comparisons, operator);
  if (comparison) return compared(operator, comparison, args, context);
  const calculation = ownOf(calculations, operator);
  if (calculation) return args.map((item) => sayRule(item, context)).join(calculation);
  return ownOf(sayers, operator)?.(args, context) ?? JSON.stringify(rule);
}

type Sayer = (args: readonly unknown[], context: RuleWords) => string | null;

/** A change of a field, with the value it got or had. */
const saidChange =
  (key: string): Sayer =>
  ([field, value], context) =>
    context.t(key, { a: fieldName(field, context), b: besideText(value, fieldVar(field), context) });

/** How an operator is said; null for what has no words here. */
const sayers: Readonly<Record<string, Sayer>> = {
  var: ([path], context) => pathName(String(path ?? ''), context),
  and: (args, context) => joined(args, 'rule.and', context),
  or: (args, context) => joined(args, 'rule.or', context),
  '!': ([a], context) => context.t('rule.not', { a: sayRule(a, context) }),
  '!!': ([a], context) => context.t('rule.hasValue', { a: sayRule(a, context) }),
  isEmpty: ([a], context) => context.t('rule.isEmpty', { a: sayRule(a, context) }),
  in: ([a, b], context) => context.t('rule.in', { a: sayRule(a, context), b: besideText(b, a, context) }),
  changed: ([field], context) => context.t('rule.changed', { a: fieldName(field, context) }),
  changedTo: saidChange('rule.changedTo'),
  changedFrom: saidChange('rule.changedFrom'),
  daysSince: ([a], context) => context.t('rule.daysSince', { a: sayRule(a, context) }),
  dateAdd: ([a, by], context) => (typeof by === 'string' ? movedDate(a, by, context) : null),
  performed: (args, context) => performed(args, context),
  reachable: ([channel, topic], { t }) =>
    t(topic === undefined ? 'rule.reachableAny' : 'rule.reachable', {
      channel: t(`channel.${String(channel ?? '')}`),
      topic: String(topic ?? ''),
    }),
  inSegment: ([segment], { t }) => t('rule.inSegment', { segment: String(segment ?? '') }),
  count: ([relation], context) => context.t('rule.count', { relation: relationLabel(relation, context) }),
  sum: ([relation, field], context) =>
    context.t('rule.sum', { relation: relationLabel(relation, context), field: humanise(String(field ?? '')) }),
  some: (args, context) =>
    typeof args[0] === 'string'
      ? context.t('rule.some', { relation: relationLabel(args[0], context), rule: relatedRule(args, context) })
      : context.t('rule.some', { relation: sayRule(args[0], context), rule: sayRule(ofItems(args[1]), context) }),
};

function compared(operator: string, word: string, args: readonly unknown[], context: RuleWords): string {
  const { t } = context;
  const [a, b, c] = args;
  if (args.length === 3)
    return t(operator === '<' ? 'rule.between' : 'rule.betweenWith', {
      a: sayRule(b, context),
      low: sayRule(a, context),
      high: sayRule(c, context),
    });
  const flipped = !isObject(a) && isObject(b);
  const [left, right] = flipped ? [b, a] : [a, b];
  if (right === null && (word === 'is' || word === 'isNot'))
    return t(word === 'is' ? 'rule.isEmpty' : 'rule.hasValue', { a: sayRule(left, context) });
  const mirrored: Readonly<Record<string, string>> = {
    less: 'greater',
    greater: 'less',
    atMost: 'atLeast',
    atLeast: 'atMost',
  };
  return t(`rule.${flipped ? (mirrored[word] ?? word) : word}`, {
    a: sayRule(left, context),
    b: besideText(right, left, context),
  });
}

function movedDate(date: unknown, by: string, context: RuleWords): string | null {
  const duration = context.words.duration(by.replace('-', ''));
  if (duration === '') return null;
  return context.t(by.startsWith('-') ? 'rule.earlier' : 'rule.later', { duration, a: sayRule(date, context) });
}

function joined(args: readonly unknown[], key: string, context: RuleWords): string {
  const parts = args.map((item) => {
    const text = sayRule(item, context);
    const mixes = isObject(item) && (key === 'rule.and' ? 'or' in item : 'and' in item);
    return mixes ? `(${text})` : text;
  });
  return parts.join(context.t(key));
}

function performed(args: readonly unknown[], { t, words }: RuleWords): string {
  const events = asList(args[0])
    .map((name) => t(`event.${String(name)}`, { defaultValue: String(name) }))
    .join(t('rule.or'));
  const options = isObject(args[1]) ? args[1] : {};
  if (options.since === 'run') return t('rule.performedSinceRun', { events });
  if (typeof options.within === 'string')
    return t('rule.performedWithin', { events, within: words.duration(options.within) || options.within });
  return t('rule.performed', { events });
}

const fieldVar = (field: unknown) => (typeof field === 'string' ? { var: `record.${field}` } : field);

function fieldName(field: unknown, context: RuleWords): string {
  return typeof field === 'string'
    ? pathName(field.includes('.') ? field : `record.${field}`, context)
    : sayRule(field, context);
}

/** A relation of the record, in words. */
export function relationLabel(name: unknown, { subject, words }: RuleWords): string {
  return words.say(
    recordTypes[subject].relations.find((relation) => relation.name === name)?.label ?? humanise(String(name)),
  );
}

/** The rule over a related record, in the words of its type. */
function relatedRule([name, rule]: readonly unknown[], context: RuleWords): string {
  const target = recordTypes[context.subject].relations.find((relation) => relation.name === name)?.target;
  return sayRule(rule ?? true, target ? { ...context, subject: target } : context);
}

/** A rule over the items of a list, as one about the record that holds them: fields have the same words in both. */
function ofItems(rule: unknown): unknown {
  if (Array.isArray(rule)) return rule.map(ofItems);
  if (!isObject(rule)) return rule;
  if (typeof rule.var === 'string') return { var: `record.${rule.var}` };
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, ofItems(value)]));
}

/** What a path reads, in words: the label of a field, a step's result, the event's property. */
export function pathName(path: string, context: RuleWords): string {
  const { t, words, subject, stepName } = context;
  const [root = '', first = '', ...rest] = path.split('.');
  const field = (type: RecordTypeKey, key: string) => words.fieldOf(type, key);
  switch (root) {
    case 'record':
      return field(subject, first);
    case 'previous':
      return t('rule.path.previous', { field: field(subject, first) });
    case 'event':
      return first === 'properties'
        ? t('rule.path.event', { name: humanise(rest.join('.')) })
        : t('rule.path.eventType');
    case 'related': {
      const relation = recordTypes[subject].relations.find(({ name }) => name === first);
      return relation
        ? t('rule.path.of', { field: field(relation.target, rest[0] ?? ''), of: words.say(relation.label) })
        : path;
    }
    case 'contact':
      return t('rule.path.of', { field: field('contact', first), of: words.recordType('contact') });
    case 'owner':
      return t('rule.path.of', { field: words.say(humanise(first)), of: t('rule.path.owner') });
    case 'vars':
      return humanise(first);
    case 'steps':
      return t('rule.path.step', { step: stepName?.(first) ?? first });
    case 'now':
      return t('rule.path.now');
    default:
      return path;
  }
}

/** A literal beside what it is compared with: choices in words, the rest as it is. */
function besideText(value: unknown, beside: unknown, context: RuleWords): string {
  if (isObject(value)) return sayRule(value, context);
  if (Array.isArray(value)) return value.map((item) => besideText(item, beside, context)).join(', ');
  return typeof value === 'string' && isChoice(beside, context) ? context.words.choice(value) : literal(value, context);
}

function isChoice(beside: unknown, { subject }: RuleWords): boolean {
  if (!isObject(beside) || typeof beside.var !== 'string') return false;
  const [root, key] = beside.var.split('.');
  if ((root !== 'record' && root !== 'previous') || !isRecordType(subject)) return false;
  return fieldsOf(subject).some((field) => field.key === key && field.kind === 'choice');
}

function literal(value: unknown, { t }: RuleWords): string {
  if (value === null || value === undefined) return t('value.empty');
  if (value === true) return t('value.yes');
  if (value === false) return t('value.no');
  if (typeof value === 'string') return value === '' ? t('value.emptyText') : t('value.quoted', { text: value });
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
