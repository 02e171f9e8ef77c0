import { canvasModel } from '../../designer/canvas/canvas-model.ts';
import { viewDefinition } from '../../designer/canvas/definition-view.ts';
import { partsOf } from '../../designer/canvas/free-way.ts';
import { graphOf } from '../../designer/canvas/graph.ts';
import { cardSize, type Placed, type Point, placeGraph, sizeOf } from '../../designer/canvas/layout.ts';
import { lineWays } from '../../designer/canvas/line-ways.ts';
import { litPath } from '../../designer/canvas/lit-path.ts';
import { orthogonalPath } from '../../designer/canvas/orthogonal-path.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { libraryDefinitions, translator } from './messages.ts';

const loop = viewDefinition({
  subject: 'lead',
  start: 'mail',
  steps: {
    mail: { type: 'send-email', config: { template: 'welcome' }, next: { done: 'rest' } },
    rest: { type: 'wait', config: { for: 'P1D' }, next: { done: 'again' } },
    again: { type: 'repeat', config: { times: 2 }, next: { again: 'mail', done: 'hot' } },
    hot: { type: 'update-record', config: { set: { status: 'hot' } }, next: { done: null } },
  },
});

type Frame = {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

function framesOf(graph: ReturnType<typeof graphOf>, { places }: Placed): readonly Frame[] {
  return graph.nodes.map((node) => {
    const { x, y } = places.get(node.id) ?? { x: 0, y: 0 };
    const { width, height } = sizeOf(node);
    return { id: node.id, left: x, right: x + width, top: y, bottom: y + height };
  });
}

const overlap = (a: Frame, b: Frame) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Whether the straight line between two points passes the inside of a card. */
function passes([from, to]: readonly [Point, Point], { left, right, top, bottom }: Frame): boolean {
  const [x1, x2] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [y1, y2] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return x1 < right - 1 && x2 > left + 1 && y1 < bottom - 1 && y2 > top + 1;
}

describe('the canvas', () => {
  const definitions = [...libraryDefinitions().map(viewDefinition), loop];

  test.each(definitions.map((definition) => [definition.name, definition] as const))(
    'cards of “%s” do not overlap and no line runs over a card',
    (_, definition) => {
      const graph = graphOf(definition);
      const placed = placeGraph(graph, definition);
      const frames = framesOf(graph, placed);
      expect(
        frames.flatMap((a, index) =>
          frames
            .slice(index + 1)
            .filter((b) => overlap(a, b))
            .map((b) => `${a.id} ${b.id}`),
        ),
      ).toEqual([]);
      const cards = frames.filter(({ top, bottom }) => bottom - top === cardSize.height);
      const crossed = graph.edges.flatMap((edge) =>
        partsOf(lineWays(graph, placed).get(edge.id) ?? []).flatMap((part) =>
          cards
            .filter(({ id }) => id !== edge.from && id !== edge.to)
            .filter((card) => passes(part, card))
            .map(({ id }) => `${edge.id} over ${id}`),
        ),
      );
      expect(crossed).toEqual([]);
    },
  );

  test('outlets that lead to one step share a line, ends are dots, a choice names its outlets', () => {
    const graph = graphOf(
      viewDefinition({
        subject: 'lead',
        start: 'a',
        steps: {
          a: {
            type: 'wait-for',
            config: {
              branches: [
                { id: 'x', event: 'e' },
                { id: 'y', event: 'f' },
              ],
              timeout: 'P1D',
            },
            next: { x: 'b', y: 'b', timeout: null },
          },
          b: { type: 'end', config: {} },
        },
      }),
    );
    expect(graph.edges.map(({ from, to, outlets, named }) => ({ from, to, outlets, named }))).toEqual([
      { from: '$triggers', to: 'a', outlets: [], named: false },
      { from: 'a', to: 'b', outlets: ['x', 'y'], named: true },
      { from: 'a', to: 'a>timeout.', outlets: ['timeout'], named: true },
    ]);
  });

  test('half-finished drafts are shown as far as they can be read', () => {
    for (const draft of [
      null,
      7,
      {},
      { steps: { a: {} } },
      { start: 'nowhere', steps: { a: { type: 'no-such', next: { done: 'gone' } } } },
    ]) {
      const definition = viewDefinition(draft);
      const graph = graphOf(definition);
      expect(placeGraph(graph, definition).places.size).toBe(graph.nodes.length);
    }
  });

  const down = { mail: { x: 0, y: 0 }, rest: { x: 10, y: 120 }, again: { x: 20, y: 240 }, hot: { x: 30, y: 360 } };
  const sideways = { mail: { x: 0, y: 0 }, rest: { x: 300, y: 0 }, again: { x: 600, y: 20 }, hot: { x: 900, y: 40 } };
  const placesOf = (definition: typeof loop) => placeGraph(graphOf(definition), definition).places;

  test.each([
    ['down', down],
    ['sideways', sideways],
  ])('a definition keeps its own places: %s', (_, layout) => {
    expect(Object.fromEntries(placesOf({ ...loop, layout }))).toMatchObject(layout);
  });

  test('steps without a place stand by the step that leads to them, in nobody’s way', () => {
    const places = placesOf({ ...loop, layout: { mail: { x: 500, y: 70 }, rest: { x: 500, y: 180 } } });
    const [rest, again, hot] = ['rest', 'again', 'hot'].map((id) => places.get(id) ?? { x: 0, y: 0 });
    expect(again?.y).toBeGreaterThan(180 + cardSize.height);
    expect(hot?.y).toBeGreaterThan((again?.y ?? 0) + cardSize.height);
    expect(rest).toEqual({ x: 500, y: 180 });
    const crowded = placesOf({ ...loop, layout: { mail: { x: 0, y: 0 }, hot: { x: 0, y: 112 } } });
    expect(crowded.get('rest')?.x).toBeGreaterThanOrEqual(cardSize.width);
  });

  test('places that lie over each other are no places', () => {
    const layout = { ...down, rest: { x: 40, y: 30 } };
    expect(placesOf({ ...loop, layout })).toEqual(placesOf(loop));
  });

  test('a line between cards placed by hand passes beside those in its way', () => {
    const definition = viewDefinition({
      subject: 'lead',
      start: 'ask',
      steps: {
        ask: { type: 'condition', config: { when: true }, next: { yes: 'last', no: 'middle' } },
        middle: { type: 'wait', config: { for: 'P1D' }, next: { done: 'last' } },
        last: { type: 'end', config: {} },
      },
      layout: { ask: { x: 0, y: 0 }, middle: { x: 0, y: 120 }, last: { x: 0, y: 240 } },
    });
    const graph = graphOf(definition);
    const placed = placeGraph(graph, definition);
    const parts = partsOf(lineWays(graph, placed).get('ask>last') ?? []);
    expect(framesOf(graph, placed).filter((card) => parts.some((part) => passes(part, card)))).toEqual([]);
  });

  test('a line to a card beside leaves and enters at the sides', () => {
    const definition = { ...loop, layout: sideways };
    const graph = graphOf(definition);
    const way = lineWays(graph, placeGraph(graph, definition)).get('mail>rest') ?? [];
    expect([way[0], way.at(-1)]).toEqual([
      { x: cardSize.width, y: cardSize.height / 2 },
      { x: 300, y: cardSize.height / 2 },
    ]);
  });

  test('a path lights what was travelled; an undrawn outlet lights the line it went on by', async () => {
    const t = await translator('en');
    const lit = litPath(
      loop,
      [
        { stepId: 'mail', outlet: 'skipped' },
        { stepId: 'rest', outlet: 'done' },
      ],
      ['again'],
    );
    const { nodes, edges } = canvasModel({
      definition: loop,
      issues: [],
      lit,
      marks: new Map(),
      selected: null,
      words: wordsIn(t),
      t,
    });
    const lights = Object.fromEntries(nodes.map(({ id, data }) => [id, data.light]));
    expect(lights).toMatchObject({ $triggers: 'on', mail: 'on', rest: 'on', again: 'here', hot: 'off' });
    expect(
      edges
        .filter(({ data }) => data?.light === 'on')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['$triggers>mail', 'mail>rest', 'rest>again']);
  });

  test('every step is a group that goes by its name', async () => {
    const t = await translator('en');
    const { nodes } = canvasModel({
      definition: {
        ...loop,
        steps: { ...loop.steps, mail: { ...loop.steps.mail, type: 'send-email', next: {}, config: {}, name: 'Hello' } },
      },
      issues: [],
      lit: null,
      marks: new Map(),
      selected: null,
      words: wordsIn(t),
      t,
    });
    expect(nodes.find(({ id }) => id === 'mail')?.ariaLabel).toBe('Hello');
    expect(nodes.find(({ id }) => id === 'rest')?.ariaLabel).toBe('Wait');
  });

  test('lines turn at right angles with rounded corners', () => {
    expect(
      orthogonalPath([
        { x: 0, y: 0 },
        { x: 0, y: 50 },
      ]),
    ).toBe('M 0 0 L 0 50');
    expect(
      orthogonalPath([
        { x: 0, y: 0 },
        { x: 100, y: 60 },
      ]),
    ).toBe('M 0 0 L 0 20 Q 0 30 10 30 L 90 30 Q 100 30 100 40 L 100 60');
  });
});
