import { viewDefinition } from '../../designer/canvas/definition-view.ts';
import { nextCard } from '../../designer/canvas/walk.ts';
import { copied, pasted } from '../../designer/editing/clipboard.ts';
import { outletsOf, stepOf, stepsOf } from '../../designer/editing/draft-parts.ts';
import { cardsMoved, tidied } from '../../designer/editing/edit-layout.ts';
import {
  connected,
  freeOutlet,
  stepAdded,
  stepConfigured,
  stepRenamed,
  stepsDuplicated,
  stepsRemoved,
} from '../../designer/editing/edit-steps.ts';
import { editView, placeToAdd } from '../../designer/editing/edit-view.ts';
import { changed, historyOf, redone, settled, undone } from '../../designer/editing/history.ts';
import { outlineRows } from '../../designer/editing/outline-rows.ts';
import { newDefinition } from '../../designer/workflows/new-definition.ts';
import type { JsonObject } from '../../domain/json.ts';
import { stepTypes } from '../../domain/steps/registry.ts';
import { libraryDefinitions } from './messages.ts';

const blank = newDefinition({ key: 'mine', name: 'Mine', subject: 'lead' });
const chain = (): JsonObject => {
  const { draft } = stepAdded(blank, 'wait', 'triggers');
  return stepAdded(draft, 'condition', { stepId: 'wait', outlet: 'done' }).draft;
};
const next = (draft: JsonObject, id: string) => stepOf(draft, id).next;

describe('adding a step', () => {
  test('it goes into the line: what came behind it comes behind it still', () => {
    const draft = chain();
    expect(draft.start).toBe('wait');
    expect(next(draft, 'wait')).toEqual({ done: 'condition' });
    expect(next(draft, 'condition')).toEqual({ yes: 'end' });
  });

  test('ids are free ones, and a free outlet is taken before another is pushed down', () => {
    const draft = chain();
    expect(freeOutlet(draft, 'condition')).toBe('no');
    const { draft: more, stepId } = stepAdded(draft, 'wait', { stepId: 'condition', outlet: 'no' });
    expect(stepId).toBe('wait-2');
    expect(next(more, 'wait-2')).toEqual({ done: null });
    expect(freeOutlet(more, 'condition')).toBe('yes');
    expect(freeOutlet(more, 'end')).toBeNull();
  });

  test.each(Object.keys(stepTypes))(
    '%s: the draft can be saved and its outlets are read, whatever it lacks',
    (type) => {
      const { draft, stepId } = stepAdded(blank, type, 'triggers');
      expect(Array.isArray(outletsOf(stepOf(draft, stepId)))).toBe(true);
      for (const config of [null, { branches: null }, { branches: [null, {}, 1, { id: '' }] }, []])
        expect(outletsOf({ type, config }).every(({ id }) => id !== '')).toBe(true);
      const { initial } = stepTypes[type as keyof typeof stepTypes];
      if (initial) expect(stepTypes[type as keyof typeof stepTypes].config.safeParse(initial).success).toBe(true);
    },
  );
});

describe('taking steps away', () => {
  test('lines go on to what came behind, also over several; a choice of ways ends', () => {
    const { draft } = stepAdded(chain(), 'add-tag', { stepId: 'wait', outlet: 'done' });
    const gone = stepsRemoved(draft, ['add-tag']);
    expect(next(gone, 'wait')).toEqual({ done: 'condition' });
    expect(stepsRemoved(draft, ['wait', 'add-tag']).start).toBe('condition');
    const { draft: forked } = stepAdded(draft, 'fail', { stepId: 'condition', outlet: 'no' });
    expect(next(stepsRemoved(forked, ['condition']), 'add-tag')).toEqual({ done: null });
    expect(stepsRemoved(draft, ['unknown'])).toBe(draft);
  });

  test('steps that only lead to each other leave ends behind', () => {
    const looped = connected(chain(), { stepId: 'condition', outlet: 'yes' }, 'condition');
    expect(next(stepsRemoved(looped, ['condition']), 'wait')).toEqual({ done: null });
  });
});

describe('settings', () => {
  test('lines follow an outlet that got another name, and go with one that is gone', () => {
    const { draft } = stepAdded(blank, 'parallel', 'triggers');
    const drawn = connected(draft, { stepId: 'parallel', outlet: 'b' }, 'end');
    const renamed = stepConfigured(drawn, 'parallel', { branches: ['a', 'second'] });
    expect(next(renamed, 'parallel')).toEqual({ a: 'end', second: 'end' });
    expect(next(stepConfigured(renamed, 'parallel', { branches: ['second'] }), 'parallel')).toEqual({ second: 'end' });
    expect(next(stepConfigured(drawn, 'parallel', { branches: ['b', 'a'] }), 'parallel')).toEqual({
      a: 'end',
      b: 'end',
    });
  });

  test('a name is given and taken back; what changes nothing is the same draft', () => {
    const draft = chain();
    const named = stepRenamed(draft, 'wait', 'Pause');
    expect(stepOf(named, 'wait').name).toBe('Pause');
    expect(stepRenamed(named, 'wait', 'Pause')).toBe(named);
    expect(stepRenamed(named, 'wait', '')).toEqual(draft);
    expect(connected(draft, 'triggers', 'wait')).toBe(draft);
  });
});

describe('copies', () => {
  const original = (libraryDefinitions() as readonly JsonObject[]).find(({ key }) => key === 'offer-to-order') ?? {};

  test('pasted elsewhere, steps have free ids, their own lines and references, and stay as they are where theirs are free', () => {
    const ids = Object.keys(stepsOf(original));
    const twice = pasted(original, copied(original, ids));
    expect(twice?.stepIds).toHaveLength(ids.length);
    expect(new Set([...(twice?.stepIds ?? []), ...ids]).size).toBe(ids.length * 2);
    const text = JSON.stringify(twice?.stepIds.map((id) => stepOf(twice.draft, id)));
    for (const id of ids) expect(text).not.toContain(`"step":"${id}"`);
    const empty = { ...newDefinition({ key: 'mine', name: 'Mine', subject: 'offer' }), steps: {} };
    const moved = pasted(empty, copied(original, ids));
    expect(stepsOf(moved?.draft ?? {})).toEqual(stepsOf(original));
  });

  test('rules and texts speak of the copied step; what is not copied is still meant', () => {
    const steps = {
      ask: { type: 'ask', config: {}, next: { answered: 'say', expired: null } },
      say: {
        type: 'add-note',
        config: { text: 'It was {{steps.ask.answer}}, {{steps.other.x}}' },
        next: { done: 'end' },
      },
    };
    const draft = { ...blank, steps: { ...stepsOf(blank), ...steps } };
    const twice = stepsDuplicated(draft, ['ask', 'say']).draft;
    expect(stepOf(twice, 'say-2')).toEqual({
      type: 'add-note',
      config: { text: 'It was {{steps.ask-2.answer}}, {{steps.other.x}}' },
      next: { done: null },
    });
    expect(next(twice, 'ask-2')).toEqual({ answered: 'say-2', expired: null });
  });

  test('secrets stay at home, other text is no copy', () => {
    const call = { type: 'send-webhook', config: { headers: { Authorization: 'Bearer x', Accept: 'y' } } };
    const text = copied({ ...blank, steps: { call } }, ['call']);
    expect(text).not.toContain('Bearer');
    expect(text).toContain('"Accept": "y"');
    for (const other of ['', 'hello', '{}', '{"cadenza":"steps"}', '[]']) expect(pasted(blank, other)).toBeNull();
  });
});

describe('places', () => {
  const three = stepAdded(stepAdded(chain(), 'add-tag', null).draft, 'add-note', { stepId: 'add-tag', outlet: 'done' });
  const shown = new Map(Object.keys(stepsOf(three.draft)).map((id, index) => [id, { x: 300 * index, y: 120 * index }]));

  test('who moves one card fixes the places of all as they were shown', () => {
    const draft = cardsMoved(three.draft, new Map([['wait', { x: 10.4, y: -3.6 }]]), shown);
    expect(draft.layout).toMatchObject({ wait: { x: 10, y: -4 }, 'add-tag': shown.get('add-tag') });
  });

  test('tidying what was chosen leaves what has nothing to do with it, and twice is once', () => {
    const placed = cardsMoved(three.draft, new Map([['condition', { x: 900, y: 900 }]]), shown);
    const tidy = tidied(placed, viewDefinition(placed), ['condition']);
    for (const id of ['add-tag', 'add-note'])
      expect((tidy.layout as JsonObject)[id]).toEqual((placed.layout as JsonObject)[id]);
    expect((tidy.layout as JsonObject).condition).not.toEqual({ x: 900, y: 900 });
    expect(tidied(tidy, viewDefinition(tidy), ['condition'])).toEqual(tidy);
    expect(tidied(placed, viewDefinition(placed), []).layout).toEqual({});
  });
});

describe('the outline', () => {
  test('each step once, from top to bottom, ways that part deeper; ends and ways back are told', () => {
    const { draft } = stepAdded(chain(), 'wait', { stepId: 'condition', outlet: 'no' });
    const looped = connected(draft, { stepId: 'wait-2', outlet: 'done' }, 'wait');
    const rows = outlineRows(editView(stepAdded(looped, 'add-tag', null).draft));
    expect(rows.map(({ kind, stepId, depth, outlet }) => [kind, stepId, depth, outlet])).toEqual([
      ['step', 'wait', 0, null],
      ['step', 'condition', 0, null],
      ['step', 'end', 1, 'yes'],
      ['step', 'wait-2', 1, 'no'],
      ['jump', 'wait', 1, null],
      ['step', 'add-tag', 0, null],
      ['end', null, 0, null],
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test('a library workflow has all its steps in it', () => {
    for (const draft of libraryDefinitions() as readonly JsonObject[]) {
      const steps = outlineRows(editView(draft)).flatMap(({ kind, stepId }) => (kind === 'step' ? [stepId] : []));
      expect([...steps].sort()).toEqual(Object.keys(stepsOf(draft)).sort());
    }
  });
});

describe('where a step is added', () => {
  test('behind the chosen one, else at the first free outlet or before the end', () => {
    expect(placeToAdd(blank, null)).toBe('triggers');
    const draft = chain();
    expect(placeToAdd(draft, 'wait')).toEqual({ stepId: 'wait', outlet: 'done' });
    expect(placeToAdd(draft, null)).toEqual({ stepId: 'condition', outlet: 'no' });
    expect(placeToAdd(draft, 'end')).toEqual({ stepId: 'condition', outlet: 'no' });
    expect(placeToAdd(connected(draft, { stepId: 'condition', outlet: 'no' }, 'wait'), null)).toEqual({
      stepId: 'condition',
      outlet: 'yes',
    });
  });
});

describe('walking by arrows', () => {
  const places = new Map([
    ['top', { x: 0, y: 0 }],
    ['left', { x: -150, y: 100 }],
    ['right', { x: 150, y: 100 }],
    ['below', { x: 0, y: 300 }],
  ]);

  test.each([
    ['left', 'right', 'right'],
    ['right', 'left', 'left'],
    ['left', 'up', 'top'],
    ['top', 'down', 'below'],
    ['below', 'down', null],
    ['nowhere', 'down', null],
  ] as const)('%s, %s: %s', (from, direction, to) => {
    expect(nextCard(places, from, direction)).toBe(to);
  });
});

describe('history', () => {
  test('a hundred edits taken back give the very text of before, and again forward the very text of after', () => {
    for (const draft of libraryDefinitions() as readonly JsonObject[]) {
      let history = historyOf(draft);
      for (let edit = 0; edit < 100; edit += 1) history = changed(history, edited(history.present, edit));
      expect(history.past).toHaveLength(100);
      const after = JSON.stringify(history.present);
      for (let edit = 0; edit < 100; edit += 1) history = undone(history);
      expect(JSON.stringify(history.present)).toBe(JSON.stringify(draft));
      expect(undone(history)).toEqual(history);
      for (let edit = 0; edit < 100; edit += 1) history = redone(history);
      expect(JSON.stringify(history.present)).toBe(after);
      expect(redone(history)).toEqual(history);
    }
  });

  test('what is typed into one field is one step, until something else happens', () => {
    let history = historyOf('');
    for (const text of ['a', 'ab', 'abc']) history = changed(history, text, 'name');
    history = changed(settled(history), 'abcd', 'name');
    expect(history.past).toEqual(['', 'abc']);
    expect(changed(history, 'abcd')).toBe(history);
    history = changed(undone(history), 'x', 'name');
    expect(history).toMatchObject({ past: ['', 'abc'], future: [] });
  });
});

/** Each kind of edit in its turn. */
function edited(draft: JsonObject, turn: number): JsonObject {
  const ids = Object.keys(stepsOf(draft));
  const id = ids[turn % ids.length] ?? '';
  const outlet = freeOutlet(draft, id);
  const edits = [
    () => stepAdded(draft, 'wait', outlet === null ? 'triggers' : { stepId: id, outlet }).draft,
    () => stepRenamed(draft, id, `Name ${turn}`),
    () => stepConfigured(draft, id, { turn }),
    () => stepsDuplicated(draft, [id]).draft,
    () => stepsRemoved(draft, [id]),
    () => cardsMoved(draft, new Map([[id, { x: turn, y: turn }]]), new Map()),
  ];
  return edits[turn % edits.length]?.() ?? draft;
}
