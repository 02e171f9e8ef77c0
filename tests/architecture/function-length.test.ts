import { functionsOf } from './functions-of.ts';
import { importTable } from './import-table.ts';
import { sourceFiles } from './source-files.ts';

const ceiling = 50;
const folders = [...Object.keys(importTable), 'bin', 'tests', 'bench'];

test(`no function is longer than ${ceiling} lines`, () => {
  const long = folders
    .flatMap(sourceFiles)
    .filter(({ text }) => text.split('\n').length > ceiling)
    .flatMap(functionsOf)
    // What is described is a list of tests, each counted by itself.
    .filter(({ name, lines }) => lines > ceiling && !/^describe(InBrowser)?(: |$)/.test(name))
    .toSorted((a, b) => b.lines - a.lines)
    .map(({ path, line, name, lines }) => `${path}:${line} ${name} has ${lines} lines`);
  expect(long).toEqual([]);
});

test('functions are found with their names and lengths', () => {
  const text = `// é takes two bytes
export const arrow = () => 1;

class Box {
  method() {
    return 'ü';

  }
}
test.each([1])('many: %d', (n) => {
  expect(n).toBe(1);
});`;
  expect(functionsOf({ path: 'a.ts', folder: 'a', text })).toEqual([
    { name: 'arrow', path: 'a.ts', line: 2, lines: 1 },
    { name: 'method', path: 'a.ts', line: 5, lines: 3 },
    { name: 'test: many: %d', path: 'a.ts', line: 10, lines: 3 },
  ]);
});
