import { benchApprovals } from './approvals.ts';
import { benchCaseReport } from './case-report.ts';
import { benchDispatch } from './dispatch.ts';
import { benchIntake } from './intake.ts';
import { benchReplan } from './replan.ts';
import { benchRuns } from './runs.ts';
import { benchStart } from './start.ts';
import { benchTestRun } from './test-run.ts';

/** Each benchmark prints its table and says whether its targets are met. */
const benchmarks: Readonly<Record<string, () => Promise<boolean>>> = {
  runs: benchRuns,
  dispatch: benchDispatch,
  intake: benchIntake,
  'test-run': benchTestRun,
  approvals: benchApprovals,
  'case-report': benchCaseReport,
  replan: benchReplan,
  start: benchStart,
};

const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const unknown = names.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.\n`,
  );
  process.exit(2);
}
const results: boolean[] = [];
for (const [name, run] of Object.entries(benchmarks))
  if (names.length === 0 || names.includes(name)) results.push(await run());
process.exit(results.every(Boolean) ? 0 : 1);
