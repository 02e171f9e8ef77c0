import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { EngineConnection } from './engine-connection.ts';
import type { DatabaseSchema } from './pool-config.ts';
import { projectRoot } from './project-root.ts';

/**
 * Runs work on Prisma's own migration engine as WebAssembly, on our connection: needs no download and no other process.
 * Its connections are closed afterwards, as one of them holds the engine's lock on the database.
 */
export async function withSchemaEngine<T>(
  { url, schema }: { url: string; schema: DatabaseSchema },
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine();
  const { path, content } = await readSchema();
  const connection = new EngineConnection({ url, schema });
  const factory = bindMigrationAwareSqlAdapterFactory(connection);
  try {
    return await work(await Engine.new({ datamodels: [[path, content]] }, () => undefined, factory));
  } catch (error) {
    const id = /External error id#(\d+)/.exec(String(error))?.[1];
    throw id === undefined ? error : (factory.errorRegistry.consumeError(Number(id))?.error ?? error);
  } finally {
    await connection.close();
  }
}

/** schema.prisma as the engine takes it. */
export async function readSchema(): Promise<{ path: string; content: string }> {
  const path = join(projectRoot(), 'prisma', 'schema.prisma');
  return { path, content: await readFile(path, 'utf8') };
}

/** An empty filter: every table and enum belongs to us. */
export const everything = { externalTables: [], externalEnums: [] };

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');
let loaded: Promise<EngineModule> | undefined;

function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiateEngine();
  return loaded;
}

async function instantiateEngine(): Promise<EngineModule> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const imports = Object.entries(engine).map(([name, value]) => [name, keepsNobodyWaiting(name, value)]);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), {
    './schema_engine_bg.js': Object.fromEntries(imports),
  });
  engine.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  return engine;
}

/** The engine leaves a timer of ten seconds behind, which must not hold up the end of the process. */
function keepsNobodyWaiting(name: string, value: unknown): unknown {
  if (!name.startsWith('__wbg_setTimeout') || typeof value !== 'function') return value;
  return (...args: unknown[]) => {
    const timer: unknown = Reflect.apply(value, undefined, args);
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
      timer.unref();
    return timer;
  };
}

function reportPanic(message: string): never {
  throw new Error(`The migration engine gave up: ${message}`);
}
