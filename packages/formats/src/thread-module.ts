// Where the module for other threads lies, as far as that can be told: a bundler may have left nothing beside this file.

/** URL of the module that exports `describe`, `facets` and `redactor`; `undefined` where there is none. */
export const THREAD_MODULE: string | undefined = find();

function find(): string | undefined {
  try {
    return import.meta.resolve("@stella-export/formats/thread");
  } catch {
    return undefined;
  }
}
