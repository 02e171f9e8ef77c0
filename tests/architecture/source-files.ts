import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export type SourceFile = {
  /** From the project's folder, such as `domain/run/leg.ts`. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
};

export type Import = {
  /** A path from the project's folder, or a package's name, or `node:…`. */
  readonly target: string;
  readonly kind: 'file' | 'package' | 'node';
  readonly typeOnly: boolean;
};

/** The TypeScript and JavaScript files of a folder, without generated ones and the configuration of tools. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|js)$/.test(name) && !/(^|\/)(generated|node_modules)\/|\.config\.ts$/.test(name))
    .map((name) => `${folder}/${name}`)
    .map((path) => ({ path, folder, text: readFileSync(join(root, path), 'utf8') }));
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports or re-exports. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  return [...text.matchAll(statement)].map(([, type, fromStatement = '', fromCall = '']) => {
    const specifier = fromStatement || fromCall;
    const typeOnly = type !== undefined;
    if (specifier.startsWith('.')) {
      return { target: normalize(join(dirname(path), specifier)), kind: 'file', typeOnly };
    }
    if (specifier.startsWith('node:')) return { target: specifier, kind: 'node', typeOnly };
    const [scope = '', name = ''] = specifier.split('/');
    return { target: scope.startsWith('@') ? `${scope}/${name}` : scope, kind: 'package', typeOnly };
  });
}
