import { diffDefinitions } from '../../../domain/definition/diff.ts';

const step = (time: string) => ({ type: 'wait', config: { for: time }, next: { done: null } });
const base = {
  format: 1,
  key: 'a',
  name: 'A',
  start: 'one',
  triggers: [{ id: 'hand', type: 'manual' }],
  steps: { one: step('PT1H') },
  layout: {},
};

describe('differences of two definitions', () => {
  it('of equal ones there are none, whatever the order of their keys', () => {
    const turned = Object.fromEntries(Object.entries(base).reverse());
    expect(diffDefinitions(base, turned)).toEqual({
      same: true,
      steps: { added: [], removed: [], changed: [] },
      triggers: { added: [], removed: [], changed: [] },
      settings: [],
      moved: false,
    });
  });

  it('steps and triggers are told by id, their values by place', () => {
    const after = {
      ...base,
      name: 'B',
      steps: { one: step('PT2H'), two: step('P1D') },
      triggers: [{ id: 'run', type: 'run' }],
    };
    expect(diffDefinitions(base, after)).toMatchObject({
      same: false,
      steps: {
        added: ['two'],
        removed: [],
        changed: [{ id: 'one', changes: [{ path: '/config/for', before: 'PT1H', after: 'PT2H' }] }],
      },
      triggers: { added: ['run'], removed: ['hand'] },
      settings: [{ path: '/name', before: 'A', after: 'B' }],
    });
  });

  it('a value that comes or goes has one side only; lists differ as a whole', () => {
    const before = { ...base, variables: [{ name: 'x', type: 'text' }] };
    const after = { ...base, enrollment: { reentry: { mode: 'never' } } };
    expect(diffDefinitions(before, after).settings).toEqual([
      { path: '/variables', before: before.variables },
      { path: '/enrollment', after: after.enrollment },
    ]);
  });

  it('where steps stand on the canvas counts apart', () => {
    const diff = diffDefinitions(base, { ...base, layout: { one: { x: 1, y: 2 } } });
    expect(diff).toMatchObject({ same: false, moved: true, steps: { changed: [] }, settings: [] });
  });

  it('takes drafts that are no definitions', () => {
    const broken = { steps: [], triggers: {}, layout: null };
    expect(diffDefinitions({}, broken).same).toBe(true);
    expect(diffDefinitions(broken, base).steps.added).toEqual(['one']);
    expect(diffDefinitions({ triggers: [1, { type: 'x' }] }, {}).triggers.removed).toEqual(['0', '1']);
  });
});
