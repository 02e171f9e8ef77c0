/** A time of a schedule as it may go: each call of `enrollAudience` fails or answers, in order. */
export type ScheduleScenario = { readonly name: string; readonly turns: readonly ('done' | 'fails')[] };

/** The recorded times of schedules: one history each. New ones are added, none changed. */
export const scheduleScenarios: readonly ScheduleScenario[] = [
  { name: 'scheduled-audience', turns: ['done'] },
  { name: 'scheduled-audience-tried-again', turns: ['fails', 'done'] },
];
