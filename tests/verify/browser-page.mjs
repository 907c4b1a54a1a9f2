// The vectors of verification in a web page: everything comes in as base64 by path, and only the browser door of core is used.
import {
  anyOf,
  encodeStateEntry,
  ExportError,
  fixedClock,
  judgeEntries,
  openTimestamps,
  parseInstant,
  parsePublicKey,
  parseStateEntry,
  parseTrustFile,
  readTar,
  verifyBundle,
  webSha256,
  webSignatures,
} from "@stella-export/core/verify";

const tools = { sha256: webSha256, crypto: webSignatures, openTimestamps };

globalThis.runVectors = async (files, names) => {
  const wrong = [];
  for (const name of names) {
    const folder = new Map(
      Object.entries(files)
        .filter(([path]) => path.startsWith(`${name}/`))
        .map(([path, text]) => [path.slice(name.length + 1), bytesOf(text)]),
    );
    const { args, expect } = JSON.parse(textOf(folder.get("case.json")));
    const read = (path) => (path.startsWith("../") ? bytesOf(files[path.slice(3)]) : folder.get(path));
    const found = await outcome(args, folder, read).catch((error) => ({ defect: String(error) }));
    if (JSON.stringify(found) !== JSON.stringify(expect)) wrong.push(`${name}: ${JSON.stringify(found)}`);
  }
  return wrong;
};

async function outcome(args, folder, read) {
  const flag = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const keys = args.slice(1).filter((each) => each.endsWith(".pub"));
  try {
    if (keys.length === 0 && flag("--trust") === undefined) return { exit: 2, error: "ERR_EXPORT_USAGE" };
    const policy =
      keys.length > 0
        ? anyOf(await Promise.all(keys.map(async (key) => parsePublicKey(textOf(read(key)), tools))))
        : await parseTrustFile(read(flag("--trust")), tools);
    const revoked = policy.keys.filter((each) => each.revoked).map(({ key }) => key.keyId);
    const rules = { firstUse: args.includes("--first-use"), revoked };
    const result = await verifyBundle(args[0].endsWith(".tar") ? tarReader(read(args[0])) : folderReader(folder), {
      sha256: webSha256,
      mode: { kind: "signed", policy },
      clock: fixedClock(parseInstant(flag("--at"))),
      ...(flag("--tenant") === undefined ? {} : { tenant: flag("--tenant") }),
      ...(flag("--profile") === undefined ? {} : { profile: flag("--profile") }),
      ...(flag("--state") === undefined ? {} : { state: memoryState(folder, rules) }),
    });
    const { verdict, signers, failures } = result;
    const exit = verdict === "failed" ? 5 : 0;
    return { verdict, exit, signers: signers.map(({ keyId }) => keyId), failures: failures.map(({ code, path }) => ({ code, path })) };
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { exit: error.exitCode, error: error.code };
  }
}

/** The entries of a tenant and profile, as a page may keep them. */
function memoryState(folder, rules) {
  const entriesOf = (seen) => {
    const name = hex(webSha256.hash(new TextEncoder().encode(seen.manifest.profile.name))).slice(0, 32);
    const paths = [...folder.keys()].filter((path) => path.startsWith(`state/${seen.manifest.tenant}/${name}/`) && path.endsWith(".json"));
    return paths.map((path) => parseStateEntry(folder.get(path), seen, path));
  };
  return {
    judge: async (seen) => [judgeEntries(seen, entriesOf(seen), rules)].filter((each) => each !== undefined),
    async remember(seen) {
      folder.set("accepted", encodeStateEntry(seen));
      return [];
    },
  };
}

function folderReader(folder) {
  const paths = [...folder.keys()].filter((path) => path.startsWith("bundle/")).map((path) => path.slice(7));
  const heads = ["export.json", "provenance.json"].filter((path) => paths.includes(path));
  const rest = paths.filter((path) => !heads.includes(path)).sort(byUnits);
  return {
    async *entries() {
      for (const path of [...heads, ...rest]) {
        const bytes = folder.get(`bundle/${path}`);
        yield {
          path,
          kind: "file",
          sizeBytes: bytes.length,
          async *chunks() {
            yield bytes;
          },
        };
      }
    },
  };
}

function tarReader(bytes) {
  return {
    entries: () =>
      readTar(
        (async function* () {
          yield bytes;
        })(),
      ),
  };
}

function byUnits(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
}

function textOf(bytes) {
  return new TextDecoder().decode(bytes);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
