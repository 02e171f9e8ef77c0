import { IconAlertTriangle, IconBolt } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { StepGroup } from '../../domain/steps/step-type.ts';
import { Square } from '../elements/square.tsx';
import { stepIcon } from './step-icons.ts';

/** How a card stands to the path that is lit: on it, where it stands now or was stopped, beside it, or no path is lit. */
export type Light = 'on' | 'here' | 'stopped' | 'off' | null;

type StepCardData = {
  readonly name: string;
  readonly sentence: string;
  readonly icon: string | undefined;
  readonly group: StepGroup;
  readonly known: boolean;
  readonly light: Light;
  readonly issues: { readonly count: number; readonly errors: boolean; readonly label: string } | null;
  readonly mark: string | null;
};
type StepCardNode = Node<StepCardData, 'step'>;
type TriggerCardNode = Node<{ readonly title: string; readonly sentence: string; readonly light: Light }, 'triggers'>;
type EndNode = Node<{ readonly light: Light }, 'end'>;
export type CanvasNode = StepCardNode | TriggerCardNode | EndNode;

/** Where lines come in and go out; on a canvas that is edited, lines are drawn from them. */
function Handles({ into = false, out = false }: { readonly into?: boolean; readonly out?: boolean }) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={into} />
      <Handle type="source" position={Position.Bottom} isConnectable={out} />
    </>
  );
}

function Mark({ data }: { data: StepCardData }) {
  if (data.issues) {
    return (
      <span className={`card-mark issues${data.issues.errors ? ' errors' : ''}`} title={data.issues.label}>
        <IconAlertTriangle size={12} stroke={1.8} aria-hidden />
        {data.issues.count}
      </span>
    );
  }
  return data.mark ? <span className="card-mark">{data.mark}</span> : null;
}

export function StepCard({ data, selected, isConnectable }: NodeProps<StepCardNode>) {
  const classes = ['card', selected ? 'selected' : '', data.light ?? '', data.known ? '' : 'broken']
    .filter(Boolean)
    .join(' ');
  return (
    <div className={classes}>
      <Handles into={isConnectable} out={isConnectable} />
      <Square icon={stepIcon(data.icon)} group={data.group} />
      <div className="card-words">
        <b>{data.name}</b>
        <span>{data.sentence}</span>
      </div>
      <Mark data={data} />
    </div>
  );
}

export function TriggerCard({ data, selected, isConnectable }: NodeProps<TriggerCardNode>) {
  return (
    <div className={`card ${selected ? 'selected' : ''} ${data.light ?? ''}`}>
      <Handles out={isConnectable} />
      <Square icon={IconBolt} />
      <div className="card-words">
        <b>{data.title}</b>
        <span>{data.sentence}</span>
      </div>
    </div>
  );
}

export function EndDot({ data }: NodeProps<EndNode>) {
  return (
    <div className={`end-dot ${data.light ?? ''}`}>
      <Handles />
    </div>
  );
}
