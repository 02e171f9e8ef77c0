import type { Relation } from './field.ts';

/** Tasks that are about a record. */
export const tasks: Relation = {
  name: 'tasks',
  label: 'Tasks',
  target: 'task',
  kind: 'many',
  via: 'relatedId',
  viaType: 'relatedType',
};

/** Calls, meetings and notes that are about a record. */
export const interactions: Relation = {
  name: 'interactions',
  label: 'Interactions',
  target: 'interaction',
  kind: 'many',
  via: 'relatedId',
  viaType: 'relatedType',
};
