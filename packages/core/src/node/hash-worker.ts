// A thread that hashes files. Its program is the text of `createFileHasher`, not a file beside this one, which a bundler would lose.
import { Worker } from "node:worker_threads";
import { createFileHasher, type HashJob, type HashResult } from "./file-hasher.js";

export interface HashWorker {
  /** May be asked again before it has answered; answers come in order. Rejects when the thread dies. */
  hash(job: HashJob): Promise<HashResult>;
  stop(): Promise<void>;
}

const PROGRAM = `
const { parentPort } = require("node:worker_threads");
const hashFiles = (${createFileHasher.toString()})(require("node:fs"), require("node:crypto"));
parentPort.on("message", (job) => parentPort.postMessage(hashFiles(job)));
`;

/** `undefined` where this process may have no threads (`node --permission`). */
export function startHashWorker(): HashWorker | undefined {
  let worker: Worker;
  try {
    // The options that the process was started with (loaders, inspectors, profilers) are not for this thread.
    worker = new Worker(PROGRAM, { eval: true, execArgv: [], name: "stella-hash" });
  } catch {
    return undefined;
  }
  const waiting: { readonly resolve: (result: HashResult) => void; readonly reject: (error: Error) => void }[] = [];
  let broken: Error | undefined;
  const fail = (error: Error): void => {
    broken = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (result: HashResult) => waiting.shift()?.resolve(result));
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`the thread ended with code ${code}`)));
  return {
    hash: (job) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        waiting.push({ resolve, reject });
        worker.postMessage(job);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
