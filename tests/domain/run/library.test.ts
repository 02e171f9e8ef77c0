import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { library } from '../../../crm/workflows/library.ts';
import { definitionSchema } from '../../../domain/definition/schema.ts';
import { validateDefinition } from '../../../domain/definition/validate.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';
import type { SimulationResult } from '../../../domain/run/simulation/simulation.ts';
import { type CompiledTrigger, compileTrigger } from '../../../domain/triggers/compile-trigger.ts';
import { matchTrigger } from '../../../domain/triggers/match-trigger.ts';
import { pathOf, type Scenario, simulateWith } from './simulate-with.ts';

type Fixture = Scenario & {
  readonly expect: {
    readonly path: string[];
    readonly end: string;
    readonly at: string;
    readonly messages: string[];
    readonly writes: string[];
  };
};

const folder = join(process.cwd(), 'tests/fixtures/library');
const scope = {
  fieldsOf,
  templates: new Set(['welcome', 'follow-up', 'invoice-document', 'order-document']),
  topics: new Set(['newsletter', 'offers', 'service']),
  calendars: new Set(['always', 'business']),
};

function fixturesOf(key: string): (readonly [string, Fixture])[] {
  return readdirSync(join(folder, key)).map(
    (name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, key, name), 'utf8'))] as const,
  );
}

/** Connections that a simulation went along: outlets that were taken, and all branches of a fork. */
function connectionsOf({ path }: SimulationResult): string[] {
  return path.flatMap(({ stepId, outlet, detail }) => {
    const branches = Array.isArray(detail.branches) ? detail.branches : [];
    return outlet === null ? branches.map((branch) => `${stepId}>${branch}`) : [`${stepId}>${outlet}`];
  });
}

test('the library has a workflow for each folder of fixtures, lead nurturing and many more', () => {
  const keys = library().map(({ key }) => key);
  expect(keys).toContain('lead-nurturing');
  expect(keys.length).toBeGreaterThanOrEqual(25);
  expect(readdirSync(folder).sort()).toEqual([...keys].sort());
});

test.each([
  ['open', 'resolved', true],
  ['open', 'closed', true],
  ['resolved', 'closed', false],
  ['resolved', 'open', false],
])('a case that goes from %s to %s is asked about: %s', (old, now, asked) => {
  const definition = definitionSchema.parse(library().find(({ key }) => key === 'case-satisfaction')?.definition);
  const [trigger] = definition.triggers.map((config) => compileTrigger(config, 'case'));
  const { matches } = matchTrigger(trigger as CompiledTrigger, {
    event: { type: 'record.updated', changes: { status: { old, new: now } } },
    data: { record: { status: now }, previous: { status: old } },
    byOwnRun: false,
  });
  expect(matches).toBe(asked);
});

describe.each(library().map(({ key, definition }) => [key, definition] as const))('%s', (key, definition) => {
  const fixtures = fixturesOf(key);
  const simulations = new Map<string, Promise<SimulationResult>>();
  const simulated = (name: string, { expect: _, ...scenario }: Fixture) => {
    const known = simulations.get(name) ?? simulateWith(definition, scenario);
    simulations.set(name, known);
    return known;
  };

  test('publishes without an issue', () => {
    expect(validateDefinition(definition, scope)).toEqual([]);
  });

  test.each(fixtures)('%s', async (name, fixture) => {
    const result = await simulated(name, fixture);
    const { expect: expected } = fixture;
    expect(pathOf(result)).toEqual(expected.path);
    expect([result.end.state, result.end.at]).toEqual([expected.end, expected.at]);
    expect(result.messages.map(({ channel, state, to }) => `${channel} ${state} ${to}`)).toEqual(expected.messages);
    expect(result.writes.map(({ kind, record }) => `${kind} ${record.type}`)).toEqual(expected.writes);
    expect(JSON.stringify(result.messages)).not.toContain('{{');
  });

  test('the fixtures go along every connection that is drawn', async () => {
    const { steps } = definitionSchema.parse(definition);
    const drawn = Object.entries(steps).flatMap(([id, { next = {} }]) =>
      Object.keys(next).map((outlet) => `${id}>${outlet}`),
    );
    const results = await Promise.all(fixtures.map(([name, fixture]) => simulated(name, fixture)));
    const taken = new Set(results.flatMap(connectionsOf));
    expect(drawn.filter((connection) => !taken.has(connection))).toEqual([]);
  });
});
