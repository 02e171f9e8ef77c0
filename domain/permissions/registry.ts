import { recordTypeKeys } from '../records/record-types.ts';

/** What may be done with records of a type: `silence` writes without firing automations, `export` takes many away. */
const recordActions = ['read', 'create', 'update', 'delete', 'export', 'silence', 'convert'] as const;

const recordResources = Object.fromEntries(recordTypeKeys.map((type) => [type, recordActions])) as {
  readonly [T in (typeof recordTypeKeys)[number]]: typeof recordActions;
};

/**
 * Everything a right can be about, with its actions. A new resource is a line here; routes name `resource:action` and do
 * not compile with one that is missing.
 */
export const resources = {
  ...recordResources,
  /** `system` names (record.*, email.*, …) come from the product itself, or from whom has the right to report for it. */
  event: ['create', 'report-system', 'read'],
  workflow: ['read', 'edit', 'publish', 'operate', 'enroll', 'test', 'delete'],
  run: ['read', 'operate'],
  incident: ['read', 'resolve'],
  /** `own`: what one is asked or has submitted. With `all`, `decide` is also for others, in their slots. */
  approval: ['read', 'decide', 'reassign', 'recall'],
  absence: ['read', 'edit'],
  message: ['read', 'send-test'],
  template: ['read', 'edit'],
  topic: ['read', 'edit'],
  consent: ['read', 'edit'],
  connection: ['read', 'edit'],
  field: ['read', 'edit'],
  pipeline: ['read', 'edit'],
  settings: ['read', 'edit'],
  user: ['read', 'edit'],
  team: ['read', 'edit'],
  queue: ['read', 'edit'],
  sla: ['read', 'edit'],
  role: ['read', 'edit'],
  key: ['read', 'create', 'revoke'],
  /** Making an offer approved by hand, as a workflow does. */
  offers: ['approve'],
  audit: ['read', 'verify'],
  stream: ['read'],
} as const satisfies Record<string, readonly string[]>;

export type Resource = keyof typeof resources;
export type ActionOf<R extends Resource> = (typeof resources)[R][number];
export type RecordAction = (typeof recordActions)[number];

/** `lead:read`, `workflow:publish`, …: how a route says what it needs. */
export type PermissionKey = { [R in Resource]: `${R}:${ActionOf<R>}` }[Resource];

/** Whether a text names an action of a resource. */
export function isPermissionKey(key: string): key is PermissionKey {
  const [resource = '', action = ''] = key.split(':');
  return (
    Object.hasOwn(resources, resource) &&
    Object.entries(resources).some(([name, actions]) => name === resource && actions.some((item) => item === action))
  );
}
