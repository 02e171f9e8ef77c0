import { importTable } from './import-table.ts';
import { type SourceFile, sourceFiles } from './source-files.ts';

const productFolders = Object.keys(importTable);
const ceiling = 400;
const forbiddenNames = /^(utils?|helpers?|common|types|misc|shared)$/;

const everyFile = [...productFolders, 'bin', 'tests', 'bench'].flatMap(sourceFiles);
const productFiles = productFolders.flatMap(sourceFiles);

/** `path: line` of each line of code (comments aside) that matches. */
function linesMatching(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    withoutComments(text)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}

/** Comments become blanks of equal height, so that line numbers stay. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/^\s*\/\/.*$/gm, '');
}

test(`no file is longer than ${ceiling} lines`, () => {
  const long = everyFile.flatMap(({ path, text }) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '').length;
    return lines > ceiling ? [`${path} has ${lines} lines`] : [];
  });
  expect(long).toEqual([]);
});

test('files are named in kebab-case after what they hold', () => {
  const names = everyFile.map(({ path }) => path);
  expect(names.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(baseName(path)))).toEqual([]);
  const inProduct = productFiles.map(({ path }) => path);
  expect(inProduct.filter((path) => forbiddenNames.test(baseName(path)))).toEqual([]);
});

test('domain/ reads no clock, no randomness and no environment', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bDateTime\.(now|local|utc)\(\s*\)|\bDuration\.now\b|\bprocess\.|\bcrypto\.|\bperformance\.|\bsetTimeout\b|\bglobalThis\b/;
  expect(linesMatching(sourceFiles('domain'), impure)).toEqual([]);
});

test('workflows/ reads no randomness and no environment', () => {
  expect(linesMatching(sourceFiles('workflows'), /\bprocess\.|\bMath\.random\b|\bcrypto\./)).toEqual([]);
});

test('only the configuration reads the environment', () => {
  const readers = linesMatching(productFiles, /\bprocess\.env\b/).filter((line) => !line.startsWith('crm/config.ts:'));
  expect(readers).toEqual([]);
});

test('nothing escapes the type checker', () => {
  expect(linesMatching(productFiles, /@ts-(ignore|nocheck|expect-error)|\bas any\b|: any\b|<any>/)).toEqual([]);
});

test('no default exports but where a tool asks for one', () => {
  const wanted = /(^|\/)(vite\.config|prisma\.config|[a-z-]+\.d)\.ts:/;
  expect(linesMatching(productFiles, /^export default\b/).filter((line) => !wanted.test(line))).toEqual([]);
});

test('sources hold no leftovers', () => {
  const leftovers = productFiles.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (/\b(TODO|FIXME|XXX)\b|\bconsole\./.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(leftovers).toEqual([]);
});

function baseName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/(\.(test|property|config|d))*\.(ts|tsx|js)$/, '');
}
