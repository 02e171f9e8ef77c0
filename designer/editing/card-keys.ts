import type { KeyboardEvent } from 'react';
import type { Point } from '../canvas/layout.ts';
import { type Direction, nextCard } from '../canvas/walk.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
/** How far a key moves a card, in pixels. */
const nudge: Readonly<Record<Direction, Point>> = {
  up: { x: 0, y: -20 },
  down: { x: 0, y: 20 },
  left: { x: -20, y: 0 },
  right: { x: 20, y: 0 },
};

type CardKeys = {
  readonly places: ReadonlyMap<string, Point>;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
  readonly onNudge: (moved: ReadonlyMap<string, Point>) => void;
};

/** Keys on a card: arrows walk to the next one, with Alt they move what is chosen; Enter chooses, Escape chooses nothing. */
export function pressOnCard(event: KeyboardEvent, { places, chosen, onChoose, onNudge }: CardKeys): void {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>('.react-flow__node') : null;
  const id = card?.dataset.id;
  if (event.target !== card || id === undefined || event.ctrlKey || event.metaKey) return;
  const direction = directions[event.key];
  if (event.key === 'Enter' || event.key === ' ') onChoose(new Set([id]));
  else if (event.key === 'Escape') onChoose(new Set());
  else if (!direction) return;
  else if (event.altKey) onNudge(nudged(places, chosen.has(id) ? chosen : new Set([id]), nudge[direction]));
  else {
    const next = nextCard(places, id, direction);
    if (next !== null) {
      onChoose(new Set([next]));
      card?.parentElement?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
    }
  }
  event.preventDefault();
}

function nudged(places: ReadonlyMap<string, Point>, ids: ReadonlySet<string>, by: Point): ReadonlyMap<string, Point> {
  return new Map(
    [...ids].flatMap((id) => {
      const place = places.get(id);
      return place ? [[id, { x: place.x + by.x, y: place.y + by.y }] as const] : [];
    }),
  );
}
