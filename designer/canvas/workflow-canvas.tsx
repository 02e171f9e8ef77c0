import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  BackgroundVariant,
  Controls,
  type NodeChange,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { canvasModel } from './canvas-model.ts';
import { type CanvasNode, EndDot, StepCard, TriggerCard } from './card-nodes.tsx';
import type { DefinitionView } from './definition-view.ts';
import { triggerId } from './graph.ts';
import type { LitPath } from './lit-path.ts';
import { WayEdge } from './way-edge.tsx';
import './canvas.css';

export const nodeTypes = { step: StepCard, triggers: TriggerCard, end: EndDot };
export const edgeTypes = { way: WayEdge };

type WorkflowCanvasProps = {
  readonly definition: DefinitionView;
  readonly issues?: readonly Issue[];
  readonly lit?: LitPath | null;
  /** A short text on the edge of a card: a time, a count. */
  readonly marks?: ReadonlyMap<string, string>;
  readonly selected?: string | null;
  /** Shows the lit part large instead of everything small. */
  readonly closeUp?: boolean;
  readonly onSelect?: (id: string | null) => void;
};

const noIssues: readonly Issue[] = [];
const noMarks: ReadonlyMap<string, string> = new Map();

export const fit = { padding: 0.08, maxZoom: 1 };

/** The cards of a lit path, with the triggers. */
const litNodes = (lit: LitPath) => [triggerId, ...lit.visited].map((id) => ({ id }));

/** Shows everything again when the canvas got another size, as long as nobody has moved the picture. */
export function FitToSize({ moved }: { moved: RefObject<boolean> }) {
  const { fitView } = useReactFlow();
  const size = useStore((state) => `${state.width} ${state.height}`);
  const before = useRef(size);
  useEffect(() => {
    const first = before.current.startsWith('0 ') || before.current === size;
    before.current = size;
    if (!first && !moved.current) void fitView({ ...fit, duration: 120 });
  }, [size, fitView, moved]);
  return null;
}

/** What the canvas says of itself to those who hear it. */
export function useCanvasLabels() {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      'node.a11yDescription.default': t('canvas.nodeHelp'),
      'node.a11yDescription.keyboardDisabled': t('canvas.nodeHelp'),
      'edge.a11yDescription.default': '',
      'controls.ariaLabel': t('canvas.controls'),
      'controls.zoomIn.ariaLabel': t('canvas.zoomIn'),
      'controls.zoomOut.ariaLabel': t('canvas.zoomOut'),
      'controls.fitView.ariaLabel': t('canvas.fit'),
    }),
    [t],
  );
}

export function useCanvasModel({
  definition,
  issues = noIssues,
  lit = null,
  marks = noMarks,
  selected = null,
}: Omit<WorkflowCanvasProps, 'onSelect' | 'closeUp'>) {
  const { t } = useTranslation();
  const words = useNamedWords();
  return useMemo(
    () => canvasModel({ definition, issues, lit, marks, selected, words, t }),
    [definition, issues, lit, marks, selected, words, t],
  );
}

/** It is looked at: nothing can be drawn, moved or deleted. */
const fixed = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: true,
  edgesFocusable: false,
  deleteKeyCode: null,
  minZoom: 0.2,
  maxZoom: 1.5,
  attributionPosition: 'bottom-right',
  proOptions: { hideAttribution: false },
} as const;

/** A definition as cards and lines, to look at: it cannot be changed here. */
export function WorkflowCanvas(props: WorkflowCanvasProps) {
  const { lit = null, onSelect, closeUp = false } = props;
  const { t } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const { nodes, edges } = useCanvasModel(props);
  const labels = useCanvasLabels();
  const moved = useRef(false);
  const choose = (changes: readonly NodeChange<CanvasNode>[]) => {
    const chosen = changes.find((change) => change.type === 'select' && change.selected);
    if (chosen?.type === 'select') onSelect?.(chosen.id);
  };
  const shape = nodes.map(({ id, position }) => `${id} ${position.x} ${position.y}`).join('\n');
  return (
    <section className="canvas" aria-label={t('canvas.label')}>
      <ReactFlow
        // Other cards are another picture: it is shown whole again.
        key={closeUp && lit ? `${shape} ${lit.visited.size}` : shape}
        {...fixed}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={choose}
        onMove={(event) => {
          // Only what a person does comes with an event; a mere click on a card moves nothing.
          if (event) moved.current = true;
        }}
        onPaneClick={() => onSelect?.(null)}
        colorMode={scheme}
        ariaLabelConfig={labels}
        elementsSelectable={onSelect !== undefined}
        fitView
        fitViewOptions={closeUp && lit ? { ...fit, nodes: litNodes(lit) } : fit}
      >
        <FitToSize moved={moved} />
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </section>
  );
}
