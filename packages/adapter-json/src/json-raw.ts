// `json:raw`: every record as one canonical JSON line in content-defined shards, each with its index.
import { type Adapter, type AdapterOptions, ExportError, KINDS, type Output, type RecordSet } from "@stella-export/core";
import { writeShards } from "@stella-export/core/node";

/** Raise whenever the same records would give other bytes. */
const VERSION = "1";

export const jsonRaw: Adapter = {
  name: "json:raw",
  version: VERSION,
  kinds: KINDS,
  parseOptions(options: unknown): AdapterOptions {
    const unknown = Object.keys(options as object);
    if (unknown.length > 0) {
      throw new ExportError(
        "ERR_EXPORT_PROFILE_INVALID",
        `/spec/options: there are no options, found ${unknown.map((name) => JSON.stringify(name)).join(", ")}`,
      );
    }
    return {};
  },
  async render(records: RecordSet, _options: AdapterOptions, output: Output): Promise<void> {
    for (const kind of records.kinds) await writeShards(kind, records, output);
  },
};
