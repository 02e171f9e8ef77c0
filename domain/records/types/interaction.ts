import type { RecordType } from '../field.ts';

/** A call, visit, mail or note between us and a customer. */
export const interaction: RecordType = {
  key: 'interaction',
  label: 'Interaction',
  plural: 'Interactions',
  table: 'interaction',
  icon: 'message-circle',
  titleFields: ['title', 'kind', 'outcome'],
  person: null,
  fields: [
    {
      key: 'kind',
      kind: 'choice',
      label: 'Kind',
      options: ['call', 'meeting', 'visit', 'email', 'sms', 'note', 'letter'],
      default: 'note',
    },
    { key: 'direction', kind: 'choice', label: 'Direction', options: ['in', 'out'] },
    { key: 'relatedType', kind: 'text', label: 'Related type', max: 30 },
    { key: 'relatedId', kind: 'reference', label: 'Related record', target: 'any' },
    { key: 'at', kind: 'dateTime', label: 'At' },
    { key: 'durationMinutes', kind: 'integer', label: 'Minutes', min: 0, max: 100_000 },
    { key: 'outcome', kind: 'text', label: 'Outcome', max: 500 },
    { key: 'body', kind: 'longText', label: 'Text', personal: true, max: 50_000 },
    { key: 'title', kind: 'text', label: 'Title', max: 500 },
    { key: 'place', kind: 'text', label: 'Place', max: 500 },
    { key: 'link', kind: 'url', label: 'Link' },
    { key: 'attendees', kind: 'json', label: 'Attendees' },
    { key: 'status', kind: 'choice', label: 'Status', options: ['planned', 'held', 'cancelled'] },
  ],
  relations: [],
};
