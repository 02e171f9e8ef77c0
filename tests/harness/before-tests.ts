/**
 * What the tests of a file share: made before them, closed after them. What is given can be handed on at once, and read from
 * the first hook or test on.
 */
export function beforeTests<T extends object>(make: () => Promise<T>, close: (made: T) => Promise<unknown>): T {
  let made: T | undefined;
  beforeAll(async () => {
    made = await make();
  });
  afterAll(async () => {
    if (made) await close(made);
  });
  return new Proxy(Object.create(null), {
    get(_, key) {
      if (!made) throw new Error(`${String(key)} is read before the tests have begun`);
      return Reflect.get(made, key);
    },
  });
}
