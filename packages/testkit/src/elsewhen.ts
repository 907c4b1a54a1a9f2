// Does work as if it were another day and chance fell otherwise: what comes out must not show it.
// It replaces the process's clock and random generator for the time of the work.

const SHIFT_MS = 400 * 24 * 3600 * 1000 + 1234;

/** Runs work with the clock 400 days ahead and with another sequence of random numbers; both are put back when it ends. */
export async function elsewhen<T>(work: () => Promise<T>): Promise<T> {
  const real = { Date: globalThis.Date, random: Object.getOwnPropertyDescriptor(Math, "random") as PropertyDescriptor };
  let state = 1;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  globalThis.Date = shifted(real.Date);
  Object.defineProperty(Math, "random", { ...real.random, value: random });
  try {
    return await work();
  } finally {
    globalThis.Date = real.Date;
    Object.defineProperty(Math, "random", real.random);
  }
}

// What is asked for without arguments is another time; what is given stays what it is.
function shifted(Real: DateConstructor): DateConstructor {
  return new Proxy(Real, {
    get: (target, name, receiver) => (name === "now" ? () => target.now() + SHIFT_MS : (Reflect.get(target, name, receiver) as unknown)),
    apply: (target) => new target(target.now() + SHIFT_MS).toString(),
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [target.now() + SHIFT_MS] : args, newTarget) as object,
  });
}
