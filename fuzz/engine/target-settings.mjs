// What each target is given besides its corpus: words that its inputs are made of, and how long they may become. Small inputs are fast ones.

const DEFAULT_BYTES = 4096;

/** Target → dictionaries (files of ../dictionaries) and the longest input, where it is not {@link DEFAULT_BYTES}. */
const SETTINGS = {
  "archive-tar": { words: ["tar"], maxBytes: 8192 },
  "archive-tar-gz": { words: ["tar", "gzip"], maxBytes: 8192 },
  "archive-tar-zst": { words: ["tar", "zstd"], maxBytes: 8192 },
  "archive-zip": { words: ["zip"] },
  "bundle-tar": { words: ["tar"], maxBytes: 8192 },
  "canonical-json": { words: ["json"] },
  csv: { words: ["csv"], maxBytes: 1024 },
  formats: { words: ["json", "formats"] },
  "json-lines": { words: [] },
  "json-scan": { words: ["json"], maxBytes: 1024 },
  manifest: { words: ["json"], maxBytes: 8192 },
  "policy-snapshot": { words: ["json"] },
  profile: { words: ["yaml"] },
  redaction: { words: ["json", "formats", "secrets"] },
  texts: { words: ["texts"], maxBytes: 512 },
  "version-ranges": { words: ["versions"], maxBytes: 1024 },
  "zstd-frames": { words: ["zstd"] },
};

/** @returns {{ words: readonly string[], maxBytes: number }} */
export function settingsOf(target) {
  return { words: [], maxBytes: DEFAULT_BYTES, ...SETTINGS[target] };
}
