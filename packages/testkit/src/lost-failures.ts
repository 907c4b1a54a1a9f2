// Finds promises that failed without anybody listening: work that went on behind the back of who waited for it.
import { turns } from "./contract-case.js";

/**
 * Does the work and throws the first failure that nobody listened to. Listeners of others are set aside meanwhile: a runner would blame
 * the whole file instead of the case.
 */
export async function withoutLostFailures<T>(work: () => Promise<T>): Promise<T> {
  const lost: unknown[] = [];
  const others = process.listeners("unhandledRejection");
  const listen = (reason: unknown): void => void lost.push(reason);
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listen);
  try {
    const [settled] = await Promise.allSettled([work()]);
    await turns(10);
    if (lost.length > 0) throw new Error(`a promise failed and nobody listened: ${String(lost[0])}`, { cause: lost[0] });
    if (settled.status === "rejected") throw settled.reason;
    return settled.value;
  } finally {
    process.removeListener("unhandledRejection", listen);
    for (const other of others) process.on("unhandledRejection", other);
  }
}
