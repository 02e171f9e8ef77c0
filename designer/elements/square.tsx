import type { Icon } from '@tabler/icons-react';
import type { StepGroup } from '../../domain/steps/step-type.ts';
import './square.css';

/** A tinted square with an icon: the tint says the group of a step. */
export function Square({
  icon: Picture,
  group = 'flow',
  small = false,
}: {
  icon: Icon;
  group?: StepGroup;
  small?: boolean;
}) {
  return (
    <span className={`square square-${group}${small ? ' square-small' : ''}`}>
      <Picture size={small ? 16 : 19} stroke={1.5} aria-hidden />
    </span>
  );
}
