import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, AdvanceAnswer, AdvanceInput } from '../activities/activities.ts';

export type CarrierInput = {
  readonly carrierId: string;
  readonly realm: 'live' | 'test';
  readonly queue: string;
  /** Virtual time of a test carrier, ISO. */
  readonly now?: string;
  /** It has one run, which was quick so far: its legs are done in its workflow tasks, at half the events. */
  readonly lone?: boolean;
  /** When its last leg was, by the answers in the history before. */
  readonly seen?: string;
  /** Events after which it goes on in a new history. */
  readonly longestHistory?: number;
};

/** Something about its runs has changed: look again. */
export const poke = defineSignal('poke');

const usualLongestHistory = 2000;
const activityTimeout = '5 minutes';
/** While it lasts, nothing else reaches the carrier. */
const loneTimeout = '5 seconds';

/**
 * Carries 1 to 500 runs: advance, wait for the next due time or a poke, advance. It knows no definition and no personal
 * data; all truth is in the rows, so it may be ended and started again at any time.
 */
export async function carrier(input: CarrierInput): Promise<void> {
  const { advance } = proxyActivities<Activities>({
    taskQueue: input.queue,
    startToCloseTimeout: activityTimeout,
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
  });
  const { carrierId, realm, longestHistory = usualLongestHistory } = input;
  let { lone = false, seen } = input;
  let poked = false;
  let wake = () => {};
  setHandler(poke, () => {
    poked = true;
    wake();
  });
  // As `condition` with a time limit, at a third of its promises: the SDK pays dearly for each.
  const pokeOr = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = new CancellationScope();
      wake = () => {
        wake = () => {};
        timer.cancel();
        resolve();
      };
      timer.run(() => sleep(ms)).then(resolve, reject);
    });
  const builds = new Set<string | undefined>();
  for (let now = input.now; ; ) {
    poked = false;
    const at = { ...(now === undefined ? {} : { now }), ...(seen === undefined ? {} : { seen }) };
    const short = lone ? await advanceShortly({ carrierId, realm, lane: 0, lanes: 1, ...at }) : null;
    lone = short !== null && short.state !== 'more';
    const answer =
      short && lone ? short : await advanceLanes((lane, lanes) => advance({ carrierId, realm, lane, lanes, ...at }));
    seen = answer.seen ?? seen;
    if (answer.state === 'done' && !poked) return;
    // Workers of a new build: what they have to replay of old code ends here.
    builds.add(answer.build);
    if (workflowInfo().historyLength > longestHistory || builds.size > 1) {
      log.info('carrier.continues-as-new', { carrierId });
      await continueAsNew<typeof carrier>({ ...input, lone, ...at, ...(seen === undefined ? {} : { seen }) });
    }
    if (answer.state === 'more' || poked) continue;
    const dueAt = answer.state === 'waiting' ? answer.dueAt : null;
    if (realm === 'test' && dueAt !== null) now = dueAt;
    else if (dueAt === null) await condition(() => poked);
    else await pokeOr(Math.max(1, Date.parse(dueAt) - Date.now()));
  }
}

/** An advance in the workflow task; null when it failed or took too long: then a patient one, which is repeated, follows. */
async function advanceShortly(input: AdvanceInput): Promise<AdvanceAnswer | null> {
  const { advanceLone } = proxyLocalActivities<Activities>({
    startToCloseTimeout: loneTimeout,
    retry: { maximumAttempts: 1 },
  });
  try {
    return await advanceLone(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return null;
  }
}

/** One advance, and where its answer says that much is due, up to four disjoint ones side by side. */
async function advanceLanes(advance: (lane: number, lanes: number) => Promise<AdvanceAnswer>): Promise<AdvanceAnswer> {
  const first = await advance(0, 1);
  if (first.state !== 'more' || first.lanes < 2) return first;
  const answers = await Promise.all(Array.from({ length: first.lanes }, (_, lane) => advance(lane, first.lanes)));
  return answers.find(({ state }) => state === 'more') ?? answers.at(-1) ?? first;
}
