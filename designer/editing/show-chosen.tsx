import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { cardSize } from '../canvas/layout.ts';

/** Moves the picture so far that a card that was just chosen by itself, such as a new one, is seen. */
export function ShowChosen({ chosen }: { readonly chosen: ReadonlySet<string> }) {
  const { getNode, getViewport, setCenter } = useReactFlow();
  const store = useStoreApi();
  const shown = useRef<string | null>(null);
  useEffect(() => {
    const [id] = chosen;
    const node = chosen.size === 1 && id !== undefined ? getNode(id) : undefined;
    if (!node || shown.current === id) return;
    shown.current = id ?? null;
    const { width, height } = store.getState();
    const { x, y, zoom } = getViewport();
    const [left, top] = [node.position.x * zoom + x, node.position.y * zoom + y];
    const isSeen =
      left >= 0 && top >= 0 && left + cardSize.width * zoom <= width && top + cardSize.height * zoom <= height;
    if (isSeen) return;
    void setCenter(node.position.x + cardSize.width / 2, node.position.y + cardSize.height / 2, { zoom });
  }, [chosen, getNode, getViewport, setCenter, store]);
  return null;
}
