import { createItemRenderer } from '../../../crm/templates/render-item.ts';
import { compileDefinition } from '../../../domain/definition/compile.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';
import { simulate } from '../../../domain/run/simulate.ts';
import type {
  RenderAnswer,
  RenderRequest,
  SimulationInput,
  SimulationResult,
} from '../../../domain/run/simulation/simulation.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';

const renderItem = createItemRenderer({ maxOutput: 1_000_000 });

/** Renders as production does, but in this thread. */
export function render(request: RenderRequest): RenderAnswer {
  return renderItem({ key: '1', ...request });
}

/** The built-in templates, as short as can be. */
const templates: SimulationInput['templates'] = new Map([
  [
    'welcome',
    {
      subject: 'Welcome, {{default record.firstName "friend"}}',
      html: '<p>Hello {{default record.firstName "there"}}</p>',
      text: null,
    },
  ],
  ['offer-approval', { subject: 'Please decide', html: '<p>{{default record.title "An offer"}}</p>', text: null }],
  ['ask', { subject: 'Some questions', html: '<p>Hello {{default record.firstName "there"}}</p>', text: null }],
  ['follow-up', { subject: 'Still there?', html: '<p>Hello {{default record.firstName "there"}}</p>', text: null }],
]);

export type Scenario = Partial<Omit<SimulationInput, 'definition' | 'record'>> & {
  readonly record: SimulationInput['record'];
  /** Ids of users by their role. */
  readonly people?: Readonly<Record<string, readonly string[]>>;
};

/** Simulates a definition in a company in Warsaw from Monday 2031-03-03 09:00 on, unless the scenario says otherwise. */
export function simulateWith(definition: unknown, { people, ...scenario }: Scenario): Promise<SimulationResult> {
  const zone = 'Europe/Warsaw';
  return simulate({
    now: '2031-03-03T08:00:00.000Z',
    zone,
    calendars: builtInCalendars(zone),
    fieldsOf,
    templates,
    topics: new Map([
      ['newsletter', 'opt-out'],
      ['offers', 'opt-out'],
      ['service', 'transactional'],
    ]),
    render,
    ...(people === undefined ? {} : { usersOf: ({ role }) => (typeof role === 'string' ? (people[role] ?? []) : []) }),
    ...scenario,
    definition: compileDefinition(definition),
  });
}

/** The path of a simulation as `step>outlet`. */
export function pathOf({ path }: SimulationResult): readonly string[] {
  return path.map(({ stepId, outlet, error }) => `${stepId}>${outlet ?? (error ? `!${error.code}` : '')}`);
}
