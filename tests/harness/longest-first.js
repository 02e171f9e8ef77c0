import Sequencer from '@jest/test-sequencer';

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

/** Jest knows how long files take only where it ran before, and guesses by their size otherwise. */
export default class LongestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const place = (/** @type {{ path: string }} */ { path }) => {
      const index = longest.findIndex((part) => path.includes(part));
      return index < 0 ? longest.length : index;
    };
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}
