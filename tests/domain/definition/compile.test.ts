import { compileDefinition } from '../../../domain/definition/compile.ts';
import { chain, draft } from './definitions.ts';

test('steps have their settings read, their outlets, retries and a hash of what they do', () => {
  const compiled = compileDefinition(
    draft((d) => {
      d.steps.mail.retry = { attempts: 3, first: 'PT1M', max: 'PT1H' };
      d.steps.mail.onError = 'continue';
    }),
  );
  const mail = compiled.steps.get('mail');
  expect(mail?.outlets.map(({ id }) => id)).toEqual(['done', 'skipped', 'rejected', 'error']);
  expect(mail?.retry).toEqual({ attempts: 3, firstMs: 60_000, maxMs: 3_600_000 });
  expect(mail?.onError).toBe('continue');
  expect(compiled.steps.get('sms')?.retry.attempts).toBe(10);
  expect(compiled.steps.get('pause')?.retry.attempts).toBe(1);
  expect(mail?.configHash).toMatch(/^[0-9a-f]{16}$/);
  expect(compiled.reaches('mail', 'sms')).toBe(true);
  expect(compiled.reaches('sms', 'mail')).toBe(false);
});

test('the hash of a step changes with its settings, not with where it leads', () => {
  const hash = (change?: Parameters<typeof draft>[0]) => compileDefinition(draft(change)).steps.get('mail')?.configHash;
  expect(
    hash((d) => {
      d.steps.mail.next.done = 'check';
    }),
  ).toBe(hash());
  expect(
    hash((d) => {
      d.steps.mail.config = { topic: 'newsletter', template: 'welcome' };
    }),
  ).toBe(hash());
  expect(
    hash((d) => {
      d.steps.mail.config.template = 'follow-up';
    }),
  ).not.toBe(hash());
});

test('triggers have what the index looks at', () => {
  const [trigger] = compileDefinition(
    draft((d) => {
      d.triggers = [
        {
          id: 'a',
          type: 'record',
          on: 'saved',
          when: { and: [{ '==': [{ var: 'record.source' }, 'web'] }, { changedTo: ['status', 'hot'] }] },
        },
      ];
    }),
  ).triggers;
  expect(trigger).toMatchObject({
    events: ['record.created', 'record.updated'],
    fields: ['status'],
    enters: false,
    ownWrites: false,
    guards: [
      { path: 'record.source', values: ['web'] },
      { path: 'record.status', values: ['hot'] },
    ],
  });
});

test('enrollment has its presets, and exit and goal what they read', () => {
  expect(compileDefinition(chain([['end', {}]])).enrollment).toEqual({
    reentry: { mode: 'after-exit' },
    concurrency: { mode: 'single' },
    onSubjectDeleted: 'stop',
  });
  const { exit } = compileDefinition(
    draft((d) => {
      d.enrollment.exit = { '==': [{ var: 'related.convertedContact.lifecycle' }, 'customer'] };
    }),
  ).enrollment;
  expect(exit?.compiled.reads).toEqual([{ root: 'related', relation: 'convertedContact', field: 'lifecycle' }]);
});

test('the relations that rules, values and waits read are known', () => {
  const read = { var: 'related.account.name' };
  const needs = (type: string, config: object) =>
    compileDefinition(chain([[type, config]], { subject: 'deal' })).needs.relations;
  expect(needs('condition', { when: { '==': [read, 'x'] } })).toEqual(['account']);
  expect(needs('update-record', { set: { title: { rule: read } } })).toEqual(['account']);
  expect(needs('wait', { until: { field: 'related.account.updatedAt' } })).toEqual(['account']);
  expect(needs('switch', { branches: [{ id: 'a', when: { '!!': read } }] })).toEqual(['account']);
  expect(needs('end', {})).toEqual([]);
});

test('what validation refuses is refused, and says what', () => {
  expect(() => compileDefinition({ format: 2 })).toThrow(expect.objectContaining({ code: 'invalid-definition' }));
  expect(() =>
    compileDefinition(
      draft((d) => {
        d.steps.mail.type = 'pigeon';
      }),
    ),
  ).toThrow('There is no step type pigeon');
  expect(() =>
    compileDefinition(
      draft((d) => {
        d.steps.pause.config = {};
      }),
    ),
  ).toThrow('settings of step pause');
});
