import type { RecordType } from '../field.ts';

/** Something a person has to do. */
export const task: RecordType = {
  key: 'task',
  label: 'Task',
  plural: 'Tasks',
  table: 'task',
  icon: 'checkbox',
  titleFields: ['title'],
  person: null,
  fields: [
    { key: 'title', kind: 'text', label: 'Title', required: true, max: 500 },
    { key: 'description', kind: 'longText', label: 'Description', max: 20_000 },
    { key: 'assigneeId', kind: 'reference', label: 'Assignee', target: 'user' },
    { key: 'relatedType', kind: 'text', label: 'Related type', max: 30 },
    { key: 'relatedId', kind: 'reference', label: 'Related record', target: 'any' },
    { key: 'dueAt', kind: 'dateTime', label: 'Due' },
    { key: 'status', kind: 'choice', label: 'Status', options: ['open', 'done', 'cancelled'], default: 'open' },
    { key: 'outcome', kind: 'text', label: 'Outcome', max: 200 },
    { key: 'outcomes', kind: 'tags', label: 'Outcomes' },
    { key: 'queue', kind: 'text', label: 'Queue', max: 100 },
    { key: 'checklist', kind: 'json', label: 'Checklist' },
    { key: 'priority', kind: 'choice', label: 'Priority', options: ['low', 'normal', 'high'], default: 'normal' },
  ],
  relations: [],
};
