import type { NonMatch, WhyAnswer } from '../../designer/api/answers.ts';
import { viewDefinition } from '../../designer/canvas/definition-view.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { failingParts } from '../../designer/rules/failing-parts.ts';
import { traceIn } from '../../designer/rules/trace-values.ts';
import type { StoryContext } from '../../designer/runs/story.ts';
import { whyDecision, whyHistory, whyNow } from '../../designer/runs/why-story.ts';
import { evaluate } from '../../domain/logic/evaluate.ts';
import { translator } from './messages.ts';

const fromWeb = { '==': [{ var: 'record.source' }, 'web'] };
const scored = { '>=': [{ var: 'record.score' }, 50] };
const hot = { '==': [{ var: 'record.status' }, 'hot'] };
const when = { and: [fromWeb, { or: [scored, hot] }] };
const definition = viewDefinition({
  key: 'k',
  name: 'K',
  subject: 'lead',
  triggers: [{ id: 'created', type: 'record', on: 'created', when }],
  steps: {},
});

async function context(language: 'en' | 'pl' = 'en'): Promise<StoryContext> {
  const t = await translator(language);
  return { definition, t, words: wordsIn(t), formatTime: (iso) => iso.slice(0, 16), locale: 'en' };
}

/** The trace of the trigger's rule over a record, as the API gives it. */
const traceOf = (record: Readonly<Record<string, unknown>>) => evaluate(when, { record }, { trace: true }).trace;

const nonMatch = (record: Readonly<Record<string, unknown>>, part: Partial<NonMatch> = {}): NonMatch => ({
  id: 'n',
  version: 1,
  triggerId: 'created',
  event: 'record.created',
  reason: 'rule-false',
  at: '2026-11-25T08:00:00.000Z',
  trace: traceOf(record),
  ...part,
});
const answer = (part: Partial<WhyAnswer>): WhyAnswer => ({ enrollments: [], nonMatches: [], now: null, ...part });

describe('what kept a rule from being true', () => {
  const parts = (record: Readonly<Record<string, unknown>>) => failingParts(when, traceIn({ trace: traceOf(record) }));

  test('is the first part of “and”, and all parts of “or”', () => {
    expect(parts({ source: 'phone', score: 60, status: 'new' })).toEqual([fromWeb]);
    expect(parts({ source: 'web', score: 10, status: 'new' })).toEqual([scored, hot]);
  });

  test('is the whole rule where nothing tells', () => {
    expect(failingParts(when, null)).toEqual([when]);
    expect(failingParts(when, { op: 'and', evaluated: true, value: false, children: [] })).toEqual([when]);
  });
});

describe('why a record is not in a workflow', () => {
  test('an event that did not match tells which part of the rule was not true, and what was read', async () => {
    const said = await context();
    const [entry] = whyHistory(
      answer({ nonMatches: [nonMatch({ source: 'phone', score: 60, status: 'new' })] }),
      () => said,
    );
    expect(entry).toMatchObject({
      title: 'Did not match: When a lead is created',
      reasons: ['Record created: no match, because this was not true: Source is “web”'],
      values: [{ label: 'Source', value: 'phone' }],
    });
  });

  test('in Polish, too', async () => {
    const said = await context('pl');
    const [entry] = whyHistory(
      answer({ nonMatches: [nonMatch({ source: 'web', score: 10, status: 'new' })] }),
      () => said,
    );
    expect(entry?.reasons).toEqual([
      'Utworzenie rekordu: brak dopasowania, bo to nie było prawdą: Punkty wynosi co najmniej 50 lub Status to Gorący',
    ]);
  });

  test('what was so before the change already tells the whole condition', async () => {
    const said = await context();
    const record = { source: 'web', score: 90, status: 'new' };
    const [entry] = whyHistory(answer({ nonMatches: [nonMatch(record, { reason: 'true-before' })] }), () => said);
    expect(entry?.reasons[0]).toMatch(
      /^Record created: no match, because it was so before already: Source is “web” and \(/,
    );
  });

  test('matches and what did not match stand in one list, the newest first; a run is a click away', async () => {
    const said = await context();
    const started = { id: 'e', triggerId: 'created', state: 'started', reason: null, runId: 'r', trace: null };
    const refused = { ...started, id: 'f', state: 'refused', reason: 'cooldown', runId: null };
    const entries = whyHistory(
      answer({
        nonMatches: [nonMatch({ source: 'phone' })],
        enrollments: [
          { ...started, at: '2026-11-26T08:00:00.000Z' },
          { ...refused, at: '2026-11-27T08:00:00.000Z' },
        ],
      }),
      () => said,
    );
    expect(entries.map(({ key, href }) => [key, href])).toEqual([
      ['f', undefined],
      ['e', '/runs/r'],
      ['n', undefined],
    ]);
    expect(entries[0]?.reasons[0]).toBe('The time between two runs has not passed.');
  });

  test('how the triggers judge it now, and what would become of a match', async () => {
    const said = await context();
    const trace = traceOf({ source: 'phone' });
    const now = {
      version: 1,
      paused: false,
      triggers: [{ id: 'created', type: 'record', when: { value: false, trace } }],
      decision: { kind: 'refuse', reason: 'already-running' },
    } as const;
    expect(whyNow(now, said)).toMatchObject([
      { title: 'When a lead is created', reasons: ['Source is “web”: not true'], values: [{ label: 'Source' }] },
    ]);
    expect(whyDecision(answer({ now }), said)).toBe('A match would start no run. A run is under way.');
    const start = { ...now, decision: { kind: 'start' } } as const;
    expect(whyDecision(answer({ now: start }), said)).toBe(
      'As it is now, the record matches nothing that starts a run.',
    );
    const byHand = { ...start, triggers: [...now.triggers, { id: 'manual', type: 'manual', when: null }] };
    expect(whyDecision(answer({ now: byHand }), said)).toBe('A match would start a run.');
    expect(whyDecision(answer({ now: { ...now, paused: true } }), said)).toContain('is paused');
    expect(whyDecision(answer({}), said)).toContain('is not live');
  });
});
