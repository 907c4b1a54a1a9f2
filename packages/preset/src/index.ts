// The only file that knows the name of every adapter and source that Export Center ships.
import { jsonPolicy, jsonRaw } from "@stella-export/adapter-json";
import { trivyDb, trivyJavaDb } from "@stella-export/adapter-trivy";
import type { Adapter, Source } from "@stella-export/core";
import { redactor } from "@stella-export/formats";
import { FileSource, openPolicyFolder, StreamSource } from "@stella-export/source-files";

export { openPolicyFolder, redactor };

/** Every built-in `KIND:VARIANT`. */
export const adapters: readonly Adapter[] = [jsonRaw, jsonPolicy, trivyDb, trivyJavaDb];

/** The source of `--from NAME=PATH`; `-` reads JSON Lines from `stdin`. */
export function openSource(name: string, path: string, stdin: AsyncIterable<Uint8Array>): Source {
  return path === "-" ? new StreamSource(name, stdin) : new FileSource(name, path);
}
