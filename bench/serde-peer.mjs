// Builds the Rust peer, outside the checkout. It knows cargo, and what to say where cargo is missing.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";

const FOLDER = join(import.meta.dirname, "peers", "serde-json");

/** @returns {{peer: string} | {error: string}} the program, or why there is none and what to install */
export function buildSerdePeer(log) {
  const target = cachePath("serde-json-target");
  log("building the serde_json peer (cargo build --release --locked)");
  const args = ["build", "--release", "--locked", "--quiet", "--manifest-path", join(FOLDER, "Cargo.toml"), "--target-dir", target];
  const { status, error, stderr } = spawnSync("cargo", args, { encoding: "utf8" });
  if (error?.code === "ENOENT")
    return {
      error: "cargo is not on the PATH. Install Rust 1.78 or newer (https://rustup.rs, or `apt-get install cargo`), then run this again.",
    };
  if (status !== 0) {
    return {
      error: `cargo could not build ${FOLDER}. It needs a C linker (\`apt-get install gcc\`) and crates.io or a mirror of it for serde_json.\n${stderr ?? error}`,
    };
  }
  const peer = join(target, "release", process.platform === "win32" ? "canonical-lines.exe" : "canonical-lines");
  return existsSync(peer) ? { peer } : { error: `cargo built no ${peer}` };
}
