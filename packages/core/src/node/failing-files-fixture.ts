// A disk that refuses one operation, or that is gone from one operation on, and counts them. For tests only.
import { type Files, nodeFiles } from "./files.js";

export interface FailingFiles {
  readonly files: Files;
  readonly calls: () => number;
}

/** The n-th operation, from 1, is not done and throws; those after it are. */
export function failingAt(n: number, failure: Error): FailingFiles {
  return failingWhere((call) => call === n, failure);
}

/** The n-th operation is not done, and none after it: so ends a process. What is open is closed all the same, or a test would run out of handles. */
export function dyingAt(n: number, failure: Error): FailingFiles {
  return failingWhere((call, name) => call >= n && name !== "close", failure);
}

function failingWhere(fails: (call: number, name: keyof Files) => boolean, failure: Error): FailingFiles {
  let calls = 0;
  const files = new Proxy(nodeFiles, {
    get(target, name: keyof Files) {
      return (...args: unknown[]) => {
        if (fails(++calls, name)) throw failure;
        return (target[name] as (...args: unknown[]) => unknown)(...args);
      };
    },
  });
  return { files, calls: () => calls };
}
