import { systemEventPrefix } from '../../domain/events/event-name.ts';
import { humanise } from '../i18n/words.ts';
import { type Saying, sayValue } from './say-value.ts';

/** English names of properties that events of the product have; others are called as they are. */
const names: Readonly<Record<string, string>> = {
  attachments: 'Attachments',
  channel: 'Channel',
  comment: 'Comment',
  decision: 'Decision',
  dueAt: 'Due',
  name: 'Name',
  number: 'Number',
  policy: 'Service level',
  reason: 'Reason',
  revision: 'Revision',
  round: 'Round',
  score: 'Score',
  seconds: 'Seconds',
  source: 'Source',
  subject: 'Subject',
  template: 'Template',
  text: 'Text',
  title: 'Title',
  topic: 'Topic',
  url: 'Link',
  validUntil: 'Valid until',
};

/** Of the product's own events, what tells people nothing beside the event's name. */
const machinery = /Id$|^(?:bot|by|diff|hard|kind|mark|matchedBy|startedAt|target|workflow)$/;
const id = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** "Decision: Approved", the first four that say something; ids are left out. */
export function eventPropertyTexts(type: string, properties: Readonly<Record<string, unknown>>, saying: Saying) {
  const own = systemEventPrefix(type) !== undefined;
  return Object.entries(properties)
    .filter(([key, value]) => isPlain(value) && !(own && machinery.test(key)) && !id.test(String(value)))
    .slice(0, 4)
    .map(([key, value]) => `${nameOf(key, saying)}: ${sayProperty(key, value, saying)}`);
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '';

const nameOf = (key: string, { words }: Saying) =>
  Object.hasOwn(names, key) ? words.say(names[key] ?? key) : humanise(key);

function sayProperty(key: string, value: unknown, saying: Saying): string {
  const { t, words } = saying;
  if (key === 'decision') return t(`decided.${value}`, { defaultValue: String(value) });
  if (key === 'channel') return t(`channel.${value}`, { defaultValue: String(value) });
  if (key === 'reason' && typeof value === 'string' && /^[a-z]+(?:-[a-z]+)+$/.test(value)) return words.reason(value);
  return sayValue(value, saying);
}
