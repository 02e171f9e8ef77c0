import type { Run } from '../../designer/api/answers.ts';
import { viewDefinition } from '../../designer/canvas/definition-view.ts';
import { longTime, relativeTime, shortTime } from '../../designer/elements/format-time.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { presentEntries } from '../../designer/runs/present.ts';
import { standingSentence } from '../../designer/runs/standing.ts';
import { startEntry } from '../../designer/runs/start-entry.ts';
import { type StoryContext, storyOf } from '../../designer/runs/story.ts';
import { libraryDefinitions, translator } from './messages.ts';

const definition = viewDefinition(libraryDefinitions().find((item) => viewDefinition(item).key === 'lead-nurturing'));

async function context(language: 'en' | 'pl' = 'en'): Promise<StoryContext> {
  const t = await translator(language);
  return { definition, t, words: wordsIn(t), formatTime: (iso) => iso.slice(0, 16), locale: 'en' };
}

const at = '2026-11-25T08:00:00.000Z';
const visit = { visit: 1, startedAt: at, endedAt: at };
const run = (part: Partial<Run>): Run => ({
  id: 'r',
  workflow: 'lead-nurturing',
  version: 1,
  state: 'waiting',
  subject: { type: 'lead', id: 'l' },
  positions: [],
  startedAt: at,
  ...part,
});

describe('the story of a run', () => {
  test('a turn tells its condition and how it was', async () => {
    const [entry] = storyOf(
      [{ ...visit, stepId: 'interest', type: 'condition', outlet: 'no', detail: {} }],
      await context(),
    );
    expect(entry).toMatchObject({
      title: 'Showed interest? → No',
      reasons: ['Opened a mail or clicked in a mail since the start of the run: not true'],
    });
  });

  test('a message that was not sent tells why; one that was accepted keeps the provider’s words to itself', async () => {
    const [skipped, sent] = storyOf(
      [
        {
          ...visit,
          stepId: 'sms',
          type: 'send-sms',
          outlet: 'skipped',
          detail: { outcome: 'skipped', reason: 'no-address' },
        },
        {
          ...visit,
          stepId: 'welcome',
          type: 'send-email',
          outlet: 'done',
          detail: { outcome: 'accepted', response: '250 OK', messageIds: ['m'] },
        },
      ],
      await context(),
    );
    expect(skipped).toMatchObject({
      title: 'Short message: not sent',
      reasons: ['The person has no address for the channel'],
    });
    expect(sent).toMatchObject({ title: 'Welcome: sent', reasons: [], messageIds: ['m'] });
  });

  test('a step that failed is told as such, one under way is not told as done', async () => {
    const story = storyOf(
      [
        {
          ...visit,
          stepId: 'welcome',
          type: 'send-email',
          outlet: null,
          endedAt: null,
          detail: {},
          error: { code: 'rejected', message: '550 unknown' },
        },
        { ...visit, stepId: 'pause', type: 'wait', outlet: null, endedAt: null, detail: {} },
      ],
      await context(),
    );
    expect(story).toHaveLength(1);
    expect(story[0]).toMatchObject({ title: '“Welcome” could not be done', tone: 'bad', reasons: ['550 unknown'] });
  });

  test('a change names its fields and values in words', async () => {
    const [entry] = storyOf(
      [
        {
          ...visit,
          stepId: 'cool',
          type: 'update-record',
          outlet: 'done',
          detail: { set: { status: 'cold' }, changed: ['status'] },
        },
      ],
      await context(),
    );
    expect(entry).toMatchObject({ title: 'Mark as cold', values: [{ label: 'Status', value: 'Cold' }] });
  });

  test('an assignment tells who got the record, and by which rule', async () => {
    const isWeb = { '==': [{ var: 'record.source' }, 'web'] };
    const give = {
      type: 'assign-owner',
      name: 'Give it',
      config: { rules: [{ when: isWeb, to: { user: 'u' } }, { pool: { role: 'sales' } }] },
    };
    const given = { ...(await context()), definition: viewDefinition({ key: 'w', steps: { give } }) };
    const detail = { assignment: { userId: 'aaaaaaaa-0000', by: 'user', able: 1, passedOver: [], rule: 1 } };
    const assigned = { ...visit, stepId: 'give', type: 'assign-owner', outlet: 'done', detail };
    expect(storyOf([assigned], given)).toMatchObject([
      {
        title: 'Give it',
        reasons: ['Given to aaaaaaaa', 'Somebody was named', 'Rule 1 was true: Source is “web”'],
      },
    ]);
  });

  test('it begins with its trigger and the values read', async () => {
    const trace = {
      op: '==',
      at: '',
      evaluated: true,
      value: true,
      children: [{ op: 'var', at: '/==/0', path: 'record.source', evaluated: true, value: 'web', children: [] }],
    };
    expect(startEntry(run({ origin: { by: 'trigger', triggerId: 'created', trace } }), await context())).toMatchObject({
      title: 'Started: When a lead is created',
      reasons: ['Source is “web”'],
      values: [{ label: 'Source', value: 'web' }],
    });
    expect(startEntry(run({ origin: { by: 'hand' } }), await context()).title).toBe('Started by hand');
  });

  test('where it stands and what comes next', async () => {
    const waiting = run({
      positions: [{ stepId: 'pause', since: at, dueAt: '2026-11-30T09:00:00.000Z', waitingFor: { kind: 'time' } }],
    });
    expect(standingSentence(waiting, await context())).toBe('Waiting until 2026-11-30T09:00, then “Showed interest?”.');
    expect(standingSentence(waiting, await context('pl'))).toBe(
      'Czeka do: 2026-11-30T09:00, potem „Showed interest?”.',
    );
    expect(presentEntries(waiting, await context()).map(({ title, tone }) => ({ title, tone }))).toEqual([
      { title: 'Now: Three working days', tone: 'now' },
      { title: 'Then Showed interest?', tone: 'planned' },
    ]);
    expect(
      standingSentence(
        run({ state: 'incident', error: { code: 'rejected', message: '550', stepId: 'welcome' } }),
        await context(),
      ),
    ).toBe('Stopped at “Welcome”: 550');
    const error = { code: 'rejected', message: 'The address is an inner one.' };
    const detail = { outcome: 'rejected', reason: 'inner-address', messageId: 'm' };
    const stop = { ...visit, endedAt: null, stepId: 'welcome', type: 'send-webhook', outlet: null, detail, error };
    const refused = run({ state: 'incident', error: { ...error, stepId: 'welcome' }, steps: [stop] });
    const why = 'The called address is an inner one, which the settings do not allow';
    expect(standingSentence(refused, await context())).toBe(`Stopped at “Welcome”: ${why}`);
    expect(storyOf([stop], await context())).toMatchObject([{ reasons: [why], messageIds: ['m'], tone: 'bad' }]);
  });

  test('a wait for events says for which, and until when at the latest', async () => {
    const listening = run({
      positions: [
        {
          stepId: 'listen',
          since: at,
          dueAt: '2026-12-02T08:00:00.000Z',
          waitingFor: { kind: 'event', events: ['email.clicked', 'sms.replied'] },
        },
      ],
    });
    expect(presentEntries(listening, await context())[0]?.reasons).toEqual([
      'Wait for a click in a mail or a reply to an SMS, at most 1 week',
      'Waits for: clicked in a mail or replied to an SMS',
      'Goes on at 2026-12-02T08:00 at the latest',
    ]);
  });
});

describe('times', () => {
  const warsaw = { locale: 'en-GB', zone: 'Europe/Warsaw' };
  const now = Date.parse('2026-11-22T04:00:00.000Z');

  test('relative, in whole units', () => {
    expect(
      [30_000, -90_000, -3_600_000 * 26, 86_400_000 * 3].map((distance) => relativeTime(now + distance, now, 'en')),
    ).toEqual(['now', '1 minute ago', 'yesterday', 'in 3 days']);
  });

  test('clock times are in the zone of the reader, with a date where the weekday alone would not do', () => {
    expect(shortTime(Date.parse('2026-11-22T08:30:00Z'), now, warsaw)).toBe('Sun 09:30');
    expect(shortTime(Date.parse('2026-12-22T08:30:00Z'), now, warsaw)).toBe('22 Dec, 09:30');
    expect(shortTime(Date.parse('2027-12-22T08:30:00Z'), now, warsaw)).toBe('22 Dec 2027, 09:30');
    expect(longTime(Date.parse('2026-11-24T08:00:00Z'), warsaw)).toBe('Tuesday 24 November at 09:00');
  });
});
