import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Definition, definitionSchema } from '../../domain/definition/schema.ts';
import type { JsonObject } from '../../domain/json.ts';
import { projectRoot } from '../../prisma/project-root.ts';

/** A ready-made process: what lists show, and its definition as it is copied into a draft. */
export type LibraryItem = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly subject: Definition['subject'];
  readonly triggers: readonly string[];
  readonly steps: number;
  readonly definition: JsonObject;
};

let read: readonly LibraryItem[] | undefined;

/** The ready-made processes in the order of their names; read once. */
export function library(): readonly LibraryItem[] {
  read ??= readLibrary(join(projectRoot(), 'workflows', 'library'));
  return read;
}

/** The process of a key, undefined when there is none. */
export function libraryItem(key: string): LibraryItem | undefined {
  return library().find((item) => item.key === key);
}

/** A copy of a process as a draft under a key of its own. */
export function libraryDraft({ definition }: LibraryItem, key: string): JsonObject {
  return { ...definition, key };
}

function readLibrary(folder: string): readonly LibraryItem[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files
    .map((name) => itemOf(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function itemOf(definition: JsonObject): LibraryItem {
  const { key, name, description, subject, triggers, steps } = definitionSchema.parse(definition);
  return {
    key,
    name,
    description: description ?? '',
    subject,
    triggers: triggers.map(({ type }) => type),
    steps: Object.keys(steps).length,
    definition,
  };
}
