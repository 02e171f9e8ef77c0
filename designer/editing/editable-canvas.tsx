import { useComputedColorScheme } from '@mantine/core';
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  MiniMap,
  type NodeChange,
  ReactFlow,
} from '@xyflow/react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import type { CanvasNode } from '../canvas/card-nodes.tsx';
import type { DefinitionView } from '../canvas/definition-view.ts';
import type { Point } from '../canvas/layout.ts';
import { DraggedContext, type Insert, InsertContext, type Way } from '../canvas/way-edge.tsx';
import { edgeTypes, FitToSize, fit, nodeTypes, useCanvasLabels, useCanvasModel } from '../canvas/workflow-canvas.tsx';
import { pressOnCard } from './card-keys.ts';
import { ShowChosen } from './show-chosen.tsx';

type EditableCanvasProps = {
  readonly definition: DefinitionView;
  readonly issues: readonly Issue[];
  readonly marks: ReadonlyMap<string, string>;
  readonly chosen: ReadonlySet<string>;
  readonly insert: Insert;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
  /** Cards were dragged; `shown` is where all steps stood before. */
  readonly onMove: (moved: ReadonlyMap<string, Point>, shown: ReadonlyMap<string, Point>, gesture?: string) => void;
  /** A line was drawn from a card to another. */
  readonly onConnect: (from: string, to: string) => void;
};

const settings = {
  edgesFocusable: false,
  deleteKeyCode: null,
  disableKeyboardA11y: true,
  nodeDragThreshold: 4,
  minZoom: 0.1,
  maxZoom: 1.5,
} as const;

const placesOf = (nodes: readonly CanvasNode[]) => new Map(nodes.map(({ id, position }) => [id, position]));

const nothing: ReadonlySet<string> = new Set();

/** The cards with what is only of this moment: which are chosen, and where those stand that are being dragged. */
function useCards({ chosen, onChoose, onMove }: EditableCanvasProps, drawn: readonly CanvasNode[]) {
  const [dragged, setDragged] = useState<readonly CanvasNode[] | null>(null);
  const [moving, setMoving] = useState(nothing);
  const nodes = useMemo(
    () =>
      drawn.map((node) => ({
        ...node,
        selected: chosen.has(node.id),
        ...(node.type === 'end' ? {} : { draggable: true, connectable: true }),
      })) as CanvasNode[],
    [drawn, chosen],
  );
  const shown = placesOf(drawn.filter(({ type }) => type !== 'end'));
  const change = (changes: NodeChange<CanvasNode>[]) => {
    const positions = changes.filter(({ type }) => type === 'position');
    if (positions.length > 0) setDragged((before) => applyNodeChanges(positions, [...(before ?? nodes)]));
    const selects = changes.filter((item) => item.type === 'select');
    if (selects.length === 0) return;
    const after = new Set(chosen);
    for (const { id, selected } of selects) selected ? after.add(id) : after.delete(id);
    onChoose(after);
  };
  const lift = (cards: readonly CanvasNode[]) => setMoving(new Set(cards.map(({ id }) => id)));
  const drop = (cards: readonly CanvasNode[]) => {
    setMoving(nothing);
    onMove(placesOf(cards), shown);
    setDragged(null);
  };
  const press = (event: KeyboardEvent) =>
    pressOnCard(event, { places: shown, chosen, onChoose, onNudge: (cards) => onMove(cards, shown, 'nudge') });
  return { nodes: dragged ?? nodes, moving, change, lift, drop, press };
}

/** A draft as cards and lines that are drawn, moved and connected. Every change goes through the callbacks. */
export function EditableCanvas(props: EditableCanvasProps) {
  const { chosen, insert, onChoose, onConnect } = props;
  const { t } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const model = useCanvasModel(props);
  const labels = useCanvasLabels();
  const moved = useRef(false);
  const { nodes, moving, change, lift, drop, press } = useCards(props, model.nodes);
  return (
    <section className="canvas" aria-label={t('canvas.label')}>
      <InsertContext value={insert}>
        <DraggedContext value={moving}>
          <ReactFlow<CanvasNode, Way>
            nodes={[...nodes]}
            edges={model.edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={change}
            onKeyDown={press}
            onNodeDragStart={(_, __, cards) => lift(cards)}
            onNodeDragStop={(_, __, cards) => drop(cards)}
            onConnect={({ source, target }: Connection) => onConnect(source, target)}
            onMove={(event) => {
              if (event) moved.current = true;
            }}
            onPaneClick={() => onChoose(nothing)}
            colorMode={scheme}
            ariaLabelConfig={labels}
            {...settings}
            onlyRenderVisibleElements={nodes.length > 150}
            fitView
            fitViewOptions={fit}
          >
            <FitToSize moved={moved} />
            <ShowChosen chosen={chosen} />
            <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} />
            <Controls showInteractive={false} position="bottom-left" />
            {nodes.length > 12 ? <MiniMap pannable zoomable ariaLabel={t('editor.minimap')} /> : null}
          </ReactFlow>
        </DraggedContext>
      </InsertContext>
    </section>
  );
}
