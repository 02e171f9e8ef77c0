import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** What is known when the demo records are made. */
export type Scene = {
  readonly now: Date;
  readonly ownerId: string;
  /** Ids of demo records by their names. */
  readonly idOf: (name: string) => string;
};

/** A value, or how it is told at the time; also inside lists and objects. */
export type DemoValue =
  | Exclude<Json, object>
  | ((scene: Scene) => Json)
  | readonly DemoValue[]
  | { readonly [key: string]: DemoValue };

export type DemoRecord = {
  readonly type: RecordTypeKey;
  /** How other demo records call it. */
  readonly name: string;
  readonly fields: { readonly [key: string]: DemoValue };
};

/** The id of another demo record. */
export const idOf = (name: string) => (scene: Scene) => scene.idOf(name);
/** Who owns the demo records. */
export const owner = ({ ownerId }: Scene) => ownerId;
/** So many days from the making. */
export const instant =
  (days: number) =>
  ({ now }: Scene) =>
    new Date(now.getTime() + days * 86_400_000).toISOString();
/** The same as a day. */
export const day = (days: number) => (scene: Scene) => instant(days)(scene).slice(0, 10);
