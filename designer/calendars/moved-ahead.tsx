import { Text } from '@mantine/core';
import type { Moved } from '../api/calendar-answers.ts';
import { useAhead } from './use-ahead.ts';
import { useSayMoved } from './use-say-moved.ts';

type MovedAheadProps = {
  /** Of the preview. */
  readonly path: string;
  /** The working time as it is chosen. */
  readonly body: object;
  /** Whether it is another one than is stored. */
  readonly changed: boolean;
};

/** How much another working time would plan anew, told before it is stored. */
export function MovedAhead({ path, body, changed }: MovedAheadProps) {
  const sayMoved = useSayMoved();
  const preview = useAhead<{ readonly moved: Moved }>(path, { body, wanted: changed });
  return (
    <Text size="sm" aria-live="polite" hidden={!changed}>
      {changed ? sayMoved(preview) : ''}
    </Text>
  );
}
