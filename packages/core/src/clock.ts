// The one place that knows the clock. A bundle's bytes never depend on it; only refusals (a date in the future, an expiry) do.

export interface Clock {
  /** Seconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Math.floor(Date.now() / 1000) };

/** A clock that stands still, for tests and for `verify --at`. */
export function fixedClock(seconds: number): Clock {
  return { now: () => seconds };
}
