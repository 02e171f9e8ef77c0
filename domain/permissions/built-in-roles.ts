import { type RecordTypeKey, recordTypeKeys } from '../records/record-types.ts';
import { allPermissions, type Permission, type Scope } from './permission.ts';
import type { RecordAction } from './registry.ts';

/** A named set of rights. */
export type RoleDefinition = {
  readonly key: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
};

const change: readonly RecordAction[] = ['create', 'update'];

function onRecords(types: readonly RecordTypeKey[], actions: readonly RecordAction[], scope: Scope): Permission[] {
  return types.flatMap((resource) => actions.map((action) => ({ resource, action, scope })));
}

function of(scope: Scope, rights: Readonly<Record<string, readonly string[]>>): Permission[] {
  return Object.entries(rights).flatMap(([resource, actions]) =>
    actions.map((action) => ({ resource, action, scope })),
  );
}

/** What everybody who signs in may see: the shared configuration and names of colleagues; and what is their own. */
const everybody = [
  ...of('own', { approval: ['read', 'decide', 'recall'], absence: ['edit'] }),
  ...of('all', {
    absence: ['read'],
    workflow: ['read'],
    run: ['read'],
    template: ['read'],
    topic: ['read'],
    field: ['read'],
    pipeline: ['read'],
    settings: ['read'],
    user: ['read'],
    team: ['read'],
    queue: ['read'],
    sla: ['read'],
    role: ['read'],
    stream: ['read'],
    message: ['read'],
  }),
];

const selling: readonly RecordTypeKey[] = [
  'lead',
  'contact',
  'account',
  'deal',
  'offer',
  'order',
  'invoice',
  'task',
  'interaction',
];
const serving: readonly RecordTypeKey[] = ['contact', 'account', 'case', 'task', 'interaction'];

/** The roles that every installation has; their rights are fixed, own roles come beside them. */
export const builtInRoles: readonly RoleDefinition[] = [
  { key: 'admin', name: 'Administrator', permissions: allPermissions },
  {
    key: 'manager',
    name: 'Manager',
    permissions: [
      ...everybody,
      ...onRecords(recordTypeKeys, ['read', 'create', 'update', 'delete', 'export', 'convert'], 'all'),
      ...of('all', {
        event: ['create', 'read'],
        workflow: ['edit', 'publish', 'operate', 'enroll', 'test'],
        run: ['operate'],
        incident: ['read', 'resolve'],
        approval: ['read', 'reassign', 'recall'],
        absence: ['edit'],
        message: ['send-test'],
        template: ['edit'],
        consent: ['read', 'edit'],
        pipeline: ['edit'],
        offers: ['approve'],
        queue: ['edit'],
        sla: ['edit'],
        key: ['read', 'create', 'revoke'],
      }),
    ],
  },
  {
    key: 'sales',
    name: 'Sales',
    permissions: [
      ...everybody,
      ...onRecords(recordTypeKeys, ['read'], 'all'),
      ...onRecords(selling, ['create'], 'all'),
      ...onRecords(selling, ['update', 'convert'], 'team'),
      ...onRecords(selling, ['delete'], 'own'),
      ...of('all', { event: ['create'], workflow: ['enroll'], consent: ['read'] }),
    ],
  },
  {
    key: 'service',
    name: 'Service',
    permissions: [
      ...everybody,
      ...onRecords(recordTypeKeys, ['read'], 'all'),
      ...onRecords(serving, change, 'all'),
      ...of('all', { event: ['create'], consent: ['read', 'edit'] }),
    ],
  },
  {
    key: 'marketing',
    name: 'Marketing',
    permissions: [
      ...everybody,
      ...onRecords(recordTypeKeys, ['read'], 'all'),
      ...onRecords(['lead', 'contact'], ['create', 'update', 'export'], 'all'),
      ...onRecords(['task', 'interaction'], change, 'all'),
      ...of('all', {
        event: ['create', 'read'],
        workflow: ['edit', 'publish', 'operate', 'enroll', 'test'],
        run: ['operate'],
        incident: ['read'],
        message: ['send-test'],
        template: ['edit'],
        topic: ['edit'],
        consent: ['read', 'edit'],
      }),
    ],
  },
  { key: 'viewer', name: 'Viewer', permissions: [...everybody, ...onRecords(recordTypeKeys, ['read'], 'all')] },
];

/** Whether a key is one of a built-in role. */
export function isBuiltInRole(key: string): boolean {
  return builtInRoles.some((role) => role.key === key);
}
