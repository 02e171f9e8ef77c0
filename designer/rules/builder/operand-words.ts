import type { RuleScope } from '../../../domain/logic/scope.ts';
import { isRecordType } from '../../../domain/records/record-types.ts';
import { humanise } from '../../i18n/words.ts';
import { pathName, type RuleWords, relationLabel } from '../rule-sentence.ts';
import { operandParts } from './operand.ts';
import { operandInfo } from './operand-info.ts';
import { plain } from './query.ts';

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** What a line reads, in words. */
export function operandName(operand: string, scope: RuleScope, words: RuleWords): string {
  const { kind, path, by } = operandParts(operand);
  const { t } = words;
  const inner = () => operandName(path, scope, words);
  switch (kind) {
    case 'path':
      return pathWords(operand, scope, words);
    case 'daysSince':
      return capital(t('rule.daysSince', { a: inner() }));
    case 'inCurrency':
      return t('builder.inCurrency', { a: inner(), currency: by });
    case 'dateAdd':
      return `${inner()} ${by}`;
    case 'count':
      return capital(t('rule.count', { relation: relationLabel(by, words) }));
    case 'sum':
      return capital(t('rule.sum', { relation: relationLabel(by, words), field: words.words.say(humanise(path)) }));
    case 'some':
      return t('builder.related', { relation: relationLabel(by, words) });
    default:
      return t(`builder.lookup.${kind}`);
  }
}

function pathWords(path: string, scope: RuleScope, words: RuleWords): string {
  const { t } = words;
  const [root = '', first = '', ...rest] = path.split('.');
  const field = operandInfo(path, scope)?.field;
  const name = field && words.words.field(field);
  if (name !== undefined) {
    if (root === 'record' || root === 'vars') return name;
    return root === 'previous' ? t('rule.path.previous', { field: name }) : `${rootName(rootOf(path), words)}: ${name}`;
  }
  if (root === 'event' && first !== 'properties') return t(first === 'at' ? 'builder.eventAt' : 'builder.eventType');
  if (scope.roots[root]?.kind === 'value') return words.words.say(humanise(root));
  const said = pathName(path, words);
  return root === 'steps' && rest[0] !== 'outlet' ? `${said} · ${rest.join('.')}` : said;
}

const rootOf = (path: string) =>
  path
    .split('.')
    .slice(0, path.startsWith('related.') ? 2 : 1)
    .join('.');

/** Where something is read from, in words. */
export function rootName(root: string, words: RuleWords): string {
  const [name = '', relation] = root.split('.');
  if (relation !== undefined) return relationLabel(relation, words);
  if (name === 'record') return words.words.recordType(words.subject);
  if (isRecordType(name)) return words.words.recordType(name);
  return words.t(`builder.group.${name === '' ? 'element' : name}`);
}

const keys: Readonly<Record<string, string>> = {
  '==': 'is',
  '===': 'isExactly',
  '!=': 'isNot',
  '!==': 'isNotExactly',
  '<': 'less',
  '<=': 'atMost',
  '>': 'greater',
  '>=': 'atLeast',
  '!!': 'hasValue',
};
const dated: readonly string[] = ['<', '<=', '>', '>='];

/** An operator in words, as one says it of a field. */
export function operatorName(operator: string, operand: string, scope: RuleScope, { t }: RuleWords): string {
  const bare = plain(operator);
  const word = Object.hasOwn(keys, bare) ? keys[bare] : bare;
  const kind = operandInfo(operand, scope)?.kind;
  const isTime = (kind === 'date' || kind === 'dateTime') && dated.includes(bare);
  const said = isTime ? t(`builder.timeOperator.${word}`) : t(`builder.operator.${word}`);
  if (operator === bare) return said;
  return t(`builder.denied.${word}`, { defaultValue: t('builder.deniedOperator', { operator: said }) });
}
