// Real cosign of any version, run with an empty home, a cut network and little patience.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { NETWORKS } from "./networks.mjs";

/** A verification that asks no network is done in a tenth of this; one that asks waits 10 s and more. */
const PATIENCE_MS = 3000;
const PASSWORD = "pässword";

export class Cosign {
  #folder;

  constructor(version, path) {
    this.version = version;
    this.#folder = mkdtempSync(join(tmpdir(), "cosign-"));
    mkdirSync(join(this.#folder, "bin"));
    symlinkSync(path, join(this.#folder, "bin", "cosign"));
  }

  static async open(version) {
    return new Cosign(version, await goTool(`cosign-${version}`));
  }

  /** Runs a line of shell in a folder; `null` as status where it took longer than it may, twice. */
  run(line, cwd, network = "no interface") {
    const first = this.#once(line, cwd, network);
    // On a busy machine anything may take long once; what waits for a network does so every time.
    return first.status === null ? this.#once(line, cwd, network) : first;
  }

  #once(line, cwd, network, timeout = PATIENCE_MS) {
    const home = mkdtempSync(join(this.#folder, "home-"));
    const [command, ...args] = [...NETWORKS[network], "bash", "-c", line];
    const PATH = `${join(this.#folder, "bin")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const { status, stderr, stdout } = spawnSync(command, args, {
      cwd,
      env: { PATH, HOME: home, COSIGN_PASSWORD: PASSWORD },
      encoding: "utf8",
      timeout,
      killSignal: "SIGKILL",
    });
    rmSync(home, { recursive: true, force: true });
    return { status, stderr, stdout };
  }

  /** `cosign generate-key-pair`: PREFIX.key and PREFIX.pub. */
  generateKey(folder, prefix) {
    // Deriving a key from a password takes CPU time and asks nobody: only verifications must be quick.
    return this.#once(`cosign generate-key-pair --output-key-prefix ${prefix}`, folder, "no interface", 60_000);
  }

  /** `cosign sign-blob` with a key and nothing else; writes a Sigstore bundle. */
  signBlob(folder, key, file, bundle) {
    const flags = "--yes --tlog-upload=false --new-bundle-format";
    return this.run(`COSIGN_USE_SIGNING_CONFIG=false cosign sign-blob ${flags} --key ${key} --bundle ${bundle} ${file}`, folder);
  }

  /** 2.6.5 and 3.0.6 began to hold --type against what a bundle says (GHSA-w6c6-c85g-mmv6). */
  get checksTypeInBundles() {
    const [major, minor, patch] = this.version.split(".").map(Number);
    return major === 2 ? minor > 6 || (minor === 6 && patch >= 3) : minor > 0 || patch >= 6;
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The password of every key in these tests. */
export const KEY_PASSWORD = PASSWORD;
