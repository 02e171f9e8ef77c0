import fc from 'fast-check';
import { compileDefinition } from '../../../domain/definition/compile.ts';
import { hasErrors } from '../../../domain/definition/validate.ts';
import { stepTypes } from '../../../domain/steps/registry.ts';
import { chain, type Draft, draft, issuesOf, told } from './definitions.ts';
import { invalidDefinitions } from './invalid-definitions.ts';

test('a valid definition has no issues', () => {
  expect(issuesOf(draft())).toEqual([]);
});

test('there are at least 60 ways to be invalid', () => {
  expect(invalidDefinitions.length).toBeGreaterThanOrEqual(60);
});

test.each(invalidDefinitions)('refused: $what', ({ definition, code, path }) => {
  const issues = issuesOf(definition);
  expect(told(issues)).toContain(`error ${code} ${path}`);
  for (const { message } of issues) expect(message).toMatch(/^\S.*[.]$/s);
});

test('a loop is told at its first step from the start, in whatever order the steps are written', () => {
  const steps = { b: ['cc'], cc: ['a'], a: ['b', 'dddd'], dddd: [] as string[] };
  for (const order of [
    ['b', 'cc', 'a', 'dddd'],
    ['dddd', 'a', 'cc', 'b'],
  ]) {
    const drawn = order.map((id) => {
      const [yes = null, no = null] = steps[id as keyof typeof steps];
      return [id, { type: 'condition', config: { when: true }, next: { yes, no } }];
    });
    const issues = issuesOf(
      draft((d) => {
        d.steps = Object.fromEntries(drawn);
        d.start = 'cc';
      }),
    );
    expect(issues.map(({ path, message }) => [path, message.split(' is ')[0]])).toEqual([
      ['/steps/cc', 'cc → a → b → cc'],
    ]);
  }
});

test('issues of all parts are told at once, each with its step', () => {
  const issues = issuesOf(
    draft((d) => {
      d.colour = 1;
      d.steps.mail.config.template = 'nope';
      d.steps.pause.config.for = 'soon';
      d.steps.sms.type = 'nope';
      d.triggers[0].on = 'nope';
      d.enrollment.exit = { nope: [] };
    }),
  );
  expect(told(issues).sort()).toEqual([
    'error duration-malformed /steps/pause/config/for',
    'error not-in-list /triggers/0/on',
    'error unknown-key /colour',
    'error unknown-operator /enrollment/exit/nope',
    'error unknown-step-type /steps/sms/type',
    'error unknown-template /steps/mail/config/template',
  ]);
  expect(issues.flatMap(({ stepId }) => stepId ?? []).sort()).toEqual(['mail', 'pause', 'sms']);
});

const warnings: readonly [string, (d: Draft) => void, string][] = [
  [
    'step that no way leads to',
    (d) => {
      d.steps.lonely = { type: 'end' };
    },
    'warning unreachable-step /steps/lonely',
  ],
  [
    'outlet that nothing is drawn from',
    (d) => {
      delete d.steps.check.next.no;
    },
    'warning missing-outlet /steps/check/next/no',
  ],
  [
    'no trigger',
    (d) => {
      d.triggers = [];
    },
    'warning no-trigger /triggers',
  ],
  [
    'wait without an end',
    (d) => {
      d.steps.pause = { type: 'wait-for', config: { branches: [{ id: 'done', event: 'x' }] }, next: { done: 'check' } };
    },
    'warning no-timeout /steps/pause/config/timeout',
  ],
  [
    'counted loop that may be too long for one leg',
    (d) => {
      d.steps.sms = { type: 'repeat', config: { times: 600 }, next: { again: 'check', done: null } };
    },
    'warning loop-too-long /steps/check',
  ],
  [
    'text with a value that may be missing',
    (d) => {
      d.steps.sms.config.body = 'Hi {{record.firstName}}';
    },
    'warning template-may-be-missing /steps/sms/config/body',
  ],
  [
    'a queue that its own cooldown refuses',
    (d) => {
      d.enrollment = { reentry: { mode: 'after-exit', cooldown: 'P30D' }, concurrency: 'queue' };
    },
    'warning queue-in-cooldown /enrollment/concurrency',
  ],
];

test.each(warnings)('warned of: %s', (_, change, warning) => {
  const issues = issuesOf(draft(change));
  expect(told(issues)).toEqual([warning]);
  expect(hasErrors(issues)).toBe(false);
});

const valid: readonly [string, Draft][] = [
  [
    'outlets with a fallback need not be drawn',
    draft((d) => {
      d.steps.mail.next = { done: 'pause' };
    }),
  ],
  [
    'no enrollment, variables, layout, notes',
    draft((d) => {
      for (const key of ['enrollment', 'variables', 'layout', 'notes']) delete d[key];
    }),
  ],
  [
    'a loop with a wait',
    draft((d) => {
      d.steps.sms.next.done = 'pause';
    }),
  ],
  [
    'a loop without a wait that is counted',
    draft((d) => {
      d.steps.sms = { type: 'repeat', config: { times: 3 }, next: { again: 'check', done: null } };
    }),
  ],
  [
    'a counted loop in a counted loop',
    draft((d) => {
      d.steps.sms = { type: 'repeat', config: { times: 3 }, next: { again: 'check', done: 'outer' } };
      d.steps.outer = { type: 'repeat', config: { times: 3 }, next: { again: 'check', done: null } };
    }),
  ],
  [
    'a loop over a task that is waited for',
    draft((d) => {
      d.steps.pause = { type: 'create-task', config: { title: 'x', wait: true }, next: { done: 'check' } };
      d.steps.sms.next.done = 'pause';
    }),
  ],
  [
    'a stated policy for missing values',
    draft((d) => {
      d.steps.sms.config = { body: 'Hi {{record.firstName}}', missing: 'skip' };
    }),
  ],
  [
    'a custom field',
    draft((d) => {
      d.steps.check.config.when = { '==': [{ var: 'record.favourite' }, 'blue'] };
    }),
  ],
  [
    'a record that a step made',
    chain([
      ['create-record', { type: 'deal', set: { title: 'D' } }],
      ['update-record', { on: { step: 's0', type: 'deal' }, set: { stage: 'won' } }],
    ]),
  ],
  [
    'several related records as subjects',
    chain([
      [
        'start-workflow',
        { workflow: 'other', subjects: { related: 'tasks', where: { '==': [{ var: 'record.status' }, 'open'] } } },
      ],
    ]),
  ],
  [
    'an event that finds or makes its record',
    draft((d) => {
      d.triggers = [
        {
          id: 'a',
          type: 'event',
          event: 'form.sent',
          subject: { find: { email: { rule: { var: 'event.properties.email' } } }, create: { source: 'form' } },
        },
      ];
    }),
  ],
  [
    'what changed, in a trigger',
    draft((d) => {
      d.triggers[0] = { id: 'a', type: 'record', on: 'updated', when: { changedTo: ['status', 'hot'] } };
    }),
  ],
  [
    'every error outlet drawn',
    draft((d) => {
      d.steps.mail.next = { done: 'pause', skipped: 'pause', rejected: null, error: null };
    }),
  ],
  [
    'working time in a task',
    chain([
      ['create-task', { title: 'x', due: { business: 'PT4H' }, assignee: { manager: 1, of: { field: 'ownerId' } } }],
    ]),
  ],
];

test.each(valid)('accepted: %s', (_, definition) => {
  expect(issuesOf(definition)).toEqual([]);
  expect(() => compileDefinition(definition)).not.toThrow();
});

test('an exit may go on at a step', () => {
  const definition = draft((d) => {
    d.enrollment.exit = JSON.parse('{"when": {"==": [{"var": "record.status"}, "junk"]}, "then": "sms"}');
  });
  expect(issuesOf(definition)).toEqual([]);
  expect(compileDefinition(definition).enrollment.exit?.then).toBe('sms');
});

test('a stored template is checked for the record type that uses it', () => {
  const texts = { subject: 'For {{record.number}}', html: '<p>{{record.firstName}}</p>', text: null };
  const issues = issuesOf(draft(), { templateTexts: new Map([['welcome', texts]]) });
  expect(told(issues)).toEqual(['error template-unknown-variable /steps/mail/config/template']);
  expect(issues[0]?.message).toContain('The template "welcome" does not fit: There is no field "number" in lead.');
});

test('a parallel part with its join is accepted', () => {
  const definition = {
    ...chain([]),
    start: 'fork',
    steps: {
      fork: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'join', b: 'wait' } },
      wait: { type: 'wait', config: { for: 'P1D' }, next: { done: 'join' } },
      join: { type: 'join', config: { mode: 'all' }, next: { done: null } },
    },
  };
  expect(issuesOf(definition)).toEqual([]);
});

describe('whatever it is given', () => {
  const json = fc.jsonValue({ maxDepth: 6 });

  test('validation never throws on any JSON', () => {
    fc.assert(
      fc.property(json, (document) => {
        expect(Array.isArray(issuesOf(document))).toBe(true);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  const types = [...Object.keys(stepTypes), 'nope'];
  const step = fc.record(
    {
      type: fc.constantFrom(...types),
      config: json,
      next: fc.dictionary(fc.constantFrom('done', 'yes', 'error', 'x'), fc.constantFrom('a', 'b', null, 'nope')),
    },
    { requiredKeys: ['type'] },
  );
  const documents = fc.record({
    subject: fc.constantFrom('lead', 'case', 'nope'),
    start: fc.constantFrom('a', 'nope'),
    steps: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(step, json)),
    triggers: fc.oneof(
      json,
      fc.array(
        fc.oneof(
          json,
          fc.record({
            id: fc.constant('t'),
            type: fc.constantFrom('record', 'event', 'webhook', 'manual'),
            on: json,
            when: json,
            event: json,
            subject: json,
          }),
        ),
      ),
    ),
    enrollment: fc.oneof(json, fc.record({ exit: json, goal: json, concurrency: json })),
    variables: json,
  });

  test('nor on definitions with any JSON in their parts; what has no errors compiles', () => {
    fc.assert(
      fc.property(documents, (parts) => {
        const definition = { ...draft(), ...parts };
        if (!hasErrors(issuesOf(definition))) compileDefinition(definition);
      }),
      { numRuns: 250, seed: 11 },
    );
  });

  test('nor on valid definitions with one place spoiled', () => {
    const original = draft();
    fc.assert(
      fc.property(fc.nat(), json, (place, value) => {
        const spoiled = structuredClone(original);
        const places = placesOf(spoiled);
        const target = places[place % places.length];
        if (target) target.holder[target.key] = value;
        if (!hasErrors(issuesOf(spoiled))) compileDefinition(spoiled);
      }),
      { numRuns: 300, seed: 13 },
    );
  });
});

type Place = { readonly holder: Record<string, unknown>; readonly key: string };

function placesOf(value: unknown): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
