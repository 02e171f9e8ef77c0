import {
  type Icon,
  IconBolt,
  IconCalendar,
  IconChartBar,
  IconCheckbox,
  IconClockExclamation,
  IconForms,
  IconLayout,
  IconRoute,
  IconSend,
  IconSettings,
  IconSitemap,
  IconTarget,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';

const areaKeys = [
  'workflows',
  'runs',
  'approvals',
  'tasks',
  'calendar',
  'messages',
  'records',
  'board',
  'segments',
  'campaigns',
  'templates',
  'forms',
  'reports',
  'settings',
] as const;
export type AreaKey = (typeof areaKeys)[number];

export type Area = {
  readonly key: AreaKey;
  readonly path: string;
  readonly icon: Icon;
  /** Pages that belong to it and stand elsewhere. */
  readonly also?: string;
  readonly group: 'main' | 'customers' | 'company';
  /** Not built yet: its page says what it will be for. */
  readonly later?: true;
};

/** The main navigation, in order. */
export const areas: readonly Area[] = [
  { key: 'workflows', path: '/workflows', also: '/library', icon: IconSitemap, group: 'main' },
  { key: 'runs', path: '/runs', icon: IconRoute, group: 'main' },
  { key: 'approvals', path: '/approvals', also: '/absences', icon: IconUserCheck, group: 'main' },
  { key: 'tasks', path: '/tasks', icon: IconCheckbox, group: 'main' },
  { key: 'calendar', path: '/calendar', icon: IconCalendar, group: 'main' },
  { key: 'messages', path: '/messages', icon: IconSend, group: 'main' },
  { key: 'records', path: '/records', icon: IconUsers, group: 'customers' },
  { key: 'board', path: '/board', icon: IconClockExclamation, group: 'customers' },
  { key: 'segments', path: '/segments', icon: IconTarget, group: 'customers', later: true },
  { key: 'campaigns', path: '/campaigns', icon: IconBolt, group: 'customers', later: true },
  { key: 'templates', path: '/templates', icon: IconLayout, group: 'customers', later: true },
  { key: 'forms', path: '/forms', icon: IconForms, group: 'customers', later: true },
  { key: 'reports', path: '/reports', icon: IconChartBar, group: 'company' },
  { key: 'settings', path: '/settings', icon: IconSettings, group: 'company' },
];
