import sequencer from '@jest/test-sequencer';

/** Files that take minutes, the longest first: what begins last must be short, or the other cores wait for it. */
const longest = [
  'tests/browser/',
  'tests/worker/crashes.test.ts',
  'tests/api/fuzz.test.ts',
  'tests/bin/start.test.ts',
  'tests/crm/search/search-differential.test.ts',
  'tests/domain/run/random-workflows.test.ts',
  'tests/crm/cases/report-cases.test.ts',
  'tests/workflows/replay.test.ts',
];

/** What the types take for a module is the class itself. */
const Sequencer = /** @type {typeof sequencer.default} */ (/** @type {unknown} */ (sequencer));

/** Jest knows how long files take only where it ran before, and guesses by their size otherwise. */
export default class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  async sort(tests) {
    const place = (/** @type {string} */ path) => {
      const index = longest.findIndex((part) => path.includes(part));
      return index < 0 ? longest.length : index;
    };
    const sorted = await super.sort(tests);
    return [...sorted].sort((one, other) => place(one.path) - place(other.path));
  }
}
