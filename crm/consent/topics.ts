import type { TopicMode } from '../../domain/consent/topic.ts';
import { AppError } from '../../domain/errors.ts';
import type { Queryable } from '../database.ts';

export type Topic = {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly mode: TopicMode;
  readonly builtIn: boolean;
};

const columns = 'key, name, description, mode, "builtIn"';

/** All topics by name. There are few: they are read whole. */
export function listTopics(db: Queryable): Promise<Topic[]> {
  return db.query<Topic>(`SELECT ${columns} FROM topic ORDER BY name, key`);
}

/** @throws AppError duplicate */
export async function createTopic(
  db: Queryable,
  topic: Pick<Topic, 'key' | 'name' | 'description' | 'mode'>,
): Promise<Topic> {
  const [created] = await db.query<Topic>(
    `INSERT INTO topic (key, name, description, mode) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING ${columns}`,
    [topic.key, topic.name, topic.description, topic.mode],
  );
  if (!created) throw new AppError('duplicate', { detail: `There is a topic "${topic.key}" already.` });
  return created;
}

/** @throws AppError not-found, conflict for the mode of a built-in topic */
export async function updateTopic(
  db: Queryable,
  key: string,
  change: Partial<Pick<Topic, 'name' | 'description' | 'mode'>>,
): Promise<Topic> {
  const [topic] = await db.query<Topic>(`SELECT ${columns} FROM topic WHERE key = $1`, [key]);
  if (!topic) throw new AppError('not-found', { detail: `There is no topic "${key}".` });
  if (topic.builtIn && change.mode !== undefined && change.mode !== topic.mode) {
    throw new AppError('conflict', { detail: `The mode of the built-in topic "${key}" stays ${topic.mode}.` });
  }
  const next = { ...topic, ...change };
  await db.query('UPDATE topic SET name = $2, description = $3, mode = $4 WHERE key = $1', [
    key,
    next.name,
    next.description,
    next.mode,
  ]);
  return next;
}

/**
 * Removes a topic; what addresses said about it stays, for a topic of that key that comes back.
 * @throws AppError not-found, conflict for a built-in topic
 */
export async function deleteTopic(db: Queryable, key: string): Promise<void> {
  const [topic] = await db.query<Topic>(`SELECT ${columns} FROM topic WHERE key = $1`, [key]);
  if (!topic) throw new AppError('not-found', { detail: `There is no topic "${key}".` });
  if (topic.builtIn) throw new AppError('conflict', { detail: `The topic "${key}" is built in and stays.` });
  await db.query('DELETE FROM topic WHERE key = $1', [key]);
}
