import type { TFunction } from 'i18next';
import type { Issue } from '../../domain/errors.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { Words } from '../i18n/words.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import type { CanvasNode, Light } from './card-nodes.tsx';
import type { DefinitionView } from './definition-view.ts';
import { type Graph, type GraphEdge, type GraphNode, graphOf, triggerId } from './graph.ts';
import { type Placed, type Point, placeGraph, sizeOf } from './layout.ts';
import { lineWays } from './line-ways.ts';
import type { LitPath } from './lit-path.ts';
import { outletName, stepName, stepSentence } from './step-text.ts';
import { triggerText } from './trigger-text.ts';
import type { Way } from './way-edge.tsx';

type CanvasInput = {
  readonly definition: DefinitionView;
  readonly issues: readonly Issue[];
  readonly lit: LitPath | null;
  readonly marks: ReadonlyMap<string, string>;
  readonly selected: string | null;
  readonly words: Words;
  readonly t: TFunction;
};

type CanvasModel = { readonly nodes: CanvasNode[]; readonly edges: Way[] };

/** What React Flow draws of a definition. */
export function canvasModel(input: CanvasInput): CanvasModel {
  const graph = graphOf(input.definition);
  const placed = placeGraph(graph, input.definition);
  const ways = lineWays(graph, placed);
  return {
    nodes: graph.nodes.map((node) => nodeOf(node, input, placed, graph)),
    edges: litLast(graph.edges.map((edge) => edgeOf(edge, input, ways.get(edge.id) ?? []))),
  };
}

/** Lines that are lit are drawn over the others. */
const litLast = (ways: readonly Way[]) =>
  [...ways].sort((a, b) => Number(a.data?.light === 'on') - Number(b.data?.light === 'on'));

function lightOf({ lit }: CanvasInput, id: string): Light {
  if (!lit) return null;
  if (lit.here.has(id)) return lit.stopped ? 'stopped' : 'here';
  return lit.visited.has(id) || id === triggerId ? 'on' : 'off';
}

function nodeOf(node: GraphNode, input: CanvasInput, { places }: Placed, graph: Graph): CanvasNode {
  const { definition, words, t } = input;
  const base = {
    id: node.id,
    position: places.get(node.id) ?? { x: 0, y: 0 },
    ...sizeOf(node),
    draggable: false,
    connectable: false,
  };
  if (node.kind === 'end') {
    const edge = graph.edges.find(({ to }) => to === node.id);
    return {
      ...base,
      type: 'end',
      selectable: false,
      focusable: false,
      data: { light: edge ? edgeLight(input, edge) : null },
    };
  }
  if (node.kind === 'triggers') {
    const { title, sentence } = triggerText(definition, words, t);
    return {
      ...base,
      type: 'triggers',
      ariaLabel: title,
      selected: input.selected === node.id,
      data: { title, sentence, light: lightOf(input, node.id) },
    };
  }
  const step = definition.steps[node.stepId];
  const type = stepTypeOf(step?.type ?? '');
  const name = stepName(step, node.stepId, words);
  return {
    ...base,
    type: 'step',
    ariaLabel: name,
    selected: input.selected === node.id,
    data: {
      name,
      sentence: step ? stepSentence(step, ruleWordsOf(definition, words, t)) : '',
      icon: type?.icon,
      group: type?.group ?? 'flow',
      known: type !== null,
      light: lightOf(input, node.id),
      issues: issuesOf(input, node.stepId),
      mark: input.marks.get(node.stepId) ?? null,
    },
  };
}

function issuesOf({ issues, t }: CanvasInput, stepId: string) {
  const own = issues.filter((issue) => issue.stepId === stepId);
  if (own.length === 0) return null;
  return {
    count: own.length,
    errors: own.some(({ severity }) => severity === 'error'),
    label: t('problems.count', { count: own.length }),
  };
}

function edgeLight({ lit }: CanvasInput, edge: GraphEdge): Light {
  if (!lit) return null;
  if (edge.outlets.length === 0) return lit.visited.has(edge.to) ? 'on' : 'off';
  const turned = edge.outlets.some((outlet) => lit.taken.has(`${edge.from}>${outlet}`));
  const forked = lit.forks.has(edge.from) && lit.visited.has(edge.to);
  return turned || forked ? 'on' : 'off';
}

function edgeOf(edge: GraphEdge, input: CanvasInput, points: readonly Point[]): Way {
  const step = input.definition.steps[edge.from];
  const name = edge.named ? edge.outlets.map((outlet) => outletName(step, outlet, input.words)).join(' · ') : null;
  const light = edgeLight(input, edge);
  return {
    id: edge.id,
    source: edge.from,
    target: edge.to,
    type: 'way',
    focusable: false,
    selectable: false,
    data: { points, name, light },
  };
}
