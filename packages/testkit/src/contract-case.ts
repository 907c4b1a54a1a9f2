// One promise of a seam as a value that every test runner can run. It knows no runner and no seam.

/** `for (const { name, run } of suite) it(name, run)`, in vitest, node:test, jest and mocha alike. */
export interface ContractCase {
  /** The promise, as a sentence. Stable, so that a runner's filter finds it. */
  readonly name: string;
  /** Settles within a minute. Rejects where the promise is broken, and says how. */
  readonly run: () => Promise<void>;
}

/** Longer than any promise takes on a slow machine, shorter than the patience of most runners. */
const TIMEOUT_MS = 10_000;

/** What work comes to, or a failure that names what hung: a runner's own timeout could not tell. */
export async function within<T>(what: string, work: Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets `count` turns of the event loop pass, so that whatever was left running goes on. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The failure of work that must fail, whatever was thrown. */
export async function failureOf(what: string, work: Promise<unknown>, timeoutMs = TIMEOUT_MS): Promise<unknown> {
  const [settled] = await within(what, Promise.allSettled([work]), timeoutMs);
  if (settled.status === "rejected") return settled.reason;
  throw new Error(`${what} succeeded, but must fail`);
}

/** `code` of an ExportError, of whichever copy of core; `undefined` for anything else. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "ExportError") return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
