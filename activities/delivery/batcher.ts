/**
 * Gathers single calls into sets, as a database gathers commits: while one set is under way the next collects. A lone
 * call goes at once. What `run` throws, every call of its set is told.
 */
export function createBatcher<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { max }: { max: number },
): (item: Item) => Promise<Result> {
  type Call = {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  };
  const waiting: Call[] = [];
  let busy = false;

  async function drain(): Promise<void> {
    for (let set = waiting.splice(0, max); set.length > 0; set = waiting.splice(0, max)) {
      try {
        const results = await run(set.map(({ item }) => item));
        set.forEach((call, n) => {
          const result = results[n];
          if (result === undefined) call.reject(new Error('a call of a set was not answered'));
          else call.resolve(result);
        });
      } catch (error) {
        for (const call of set) call.reject(error);
      }
    }
    busy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      // After what is ready now has asked as well.
      setImmediate(() => void drain());
    });
}
