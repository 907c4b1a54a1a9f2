// Bundles of a wanted shape, made once with the real `run` and an adapter that writes files of a given number and size.
// What is in the files is noise: verification does not look inside.
import { existsSync, renameSync, rmSync } from "node:fs";
import { cachePath } from "./cache.mjs";
import { openCore, openCoreNode } from "./core.mjs";
import { oneDocument } from "./one-document.mjs";

const CHUNK_BYTES = 1 << 20;

/** Path of a bundle with `count` payload files of `sizeBytes` each; made unless it is there. */
export async function bundleOf({ count, sizeBytes }, log) {
  const path = cachePath(`bundle-${count}x${sizeBytes}`);
  if (existsSync(path)) return path;
  log(`making a bundle of ${count} files of ${sizeBytes} bytes at ${path}`);
  const { builtinProfile, fixedClock } = await openCore();
  const { run } = await openCoreNode();
  const adapter = filesAdapter(count, sizeBytes);
  const made = cachePath(`making-${count}x${sizeBytes}`);
  rmSync(made, { recursive: true, force: true });
  await run({
    profile: builtinProfile(adapter.name, [adapter]),
    adapters: [adapter],
    sources: [oneDocument],
    clock: fixedClock(1_790_000_000),
    out: made,
  });
  renameSync(made, path);
  return path;
}

function filesAdapter(count, sizeBytes) {
  return {
    name: "bench:files",
    version: "1",
    kinds: ["advisory"],
    parseOptions: () => ({}),
    async render(_records, _options, output) {
      for (let i = 0; i < count; i++) {
        const path = `data/${String(i % 100).padStart(2, "0")}/${String(i).padStart(6, "0")}.bin`;
        const options = { role: "payload", mediaType: "application/octet-stream", compressible: false };
        await output.write(path, noise(i + 1, sizeBytes), options);
      }
    },
  };
}

/** xorshift32, one word a time; another seed gives another file. */
async function* noise(seed, sizeBytes) {
  const words = new Uint32Array(Math.min(CHUNK_BYTES, sizeBytes + 3) >>> 2);
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  for (let done = 0; done < sizeBytes; done += words.byteLength) {
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state;
    }
    yield new Uint8Array(words.buffer, 0, Math.min(words.byteLength, sizeBytes - done)).slice();
  }
}
