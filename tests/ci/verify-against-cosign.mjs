// The vectors that are signed with keys, before the real cosign 3.1.3: what it refuses, we refuse; what we refuse and it accepts
// stands, with its reason, in tests/verify/cosign-differences.mjs.
import { spawn, spawnSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REASONS, reasonFor } from "../verify/cosign-differences.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const vectors = join(root, "packages/testkit/vectors/verify");
const tool = spawnSync(process.execPath, [join(root, "tools/go-tool.mjs"), "cosign-3.1.3"], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
if (tool.status !== 0) {
  console.log("skip verify-against-cosign: cosign 3.1.3 cannot be built here");
  process.exit(0);
}
const cosign = tool.stdout.trim();
const home = mkdtempSync(join(tmpdir(), "cosign-"));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));

/** Key pairs for one signer in signatures/: cases with several keys, trust files or a tar are about what cosign does not look at. */
const cases = readdirSync(vectors)
  .filter((name) => existsSync(join(vectors, name, "case.json")))
  .map((name) => ({ name, ...JSON.parse(readFileSync(join(vectors, name, "case.json"), "utf8")) }))
  .filter(
    ({ name, args }) =>
      args[0] === "bundle" &&
      args.filter((each) => each.endsWith(".pub")).length === 1 &&
      existsSync(join(vectors, name, "bundle/signatures/export.json.sigstore.json")),
  );

const problems = [];
const accepted = [];
let agreed = 0;
const queue = [...cases];
const lane = async () => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await compare(next);
};
await Promise.all([lane(), lane()]);

for (const { name, expect } of accepted)
  if (reasonFor(name, expect) === undefined) problems.push(`${name}: cosign accepts it, we do not, and no reason is given`);
for (const name of Object.keys(REASONS))
  if (!accepted.some((each) => each.name === name)) problems.push(`${name}: a reason is given, but cosign does not accept it`);
for (const problem of problems) console.error(problem);
const what = `${cases.length} vectors before cosign 3.1.3: ${agreed} of one mind, ${accepted.length} that only we refuse, each with its reason`;
console.log(problems.length === 0 ? `ok ${what}` : `not ok ${what}: ${problems.length} problems, such as ${problems[0]}`);

await readsAttestations();

/** What `cosign attest-blob` writes (Statement v0.1, an empty keyid), in both of its forms, is read; about something else, or of another type, it is not. */
async function readsAttestations() {
  const { parsePublicKey, verifyAttestation } = await import("../../packages/core/dist/index.js");
  const { nodeSha256, nodeSignatures } = await import("../../packages/core/dist/node/index.js");
  const at = (name) => join(home, name);
  writeFileSync(at("blob"), "hello\n");
  writeFileSync(
    at("predicate.json"),
    '{"buildDefinition":{"buildType":"https://x.test/b","externalParameters":{}},"runDetails":{"builder":{"id":"x"}}}',
  );
  const sign = [
    "attest-blob",
    "--yes",
    "--key",
    at("cosign.key"),
    "--tlog-upload=false",
    "--predicate",
    at("predicate.json"),
    "--type",
    "slsaprovenance1",
  ];
  const exits = [
    await run(["generate-key-pair"], home),
    await run([...sign, "--new-bundle-format=false", "--output-signature", at("plain"), at("blob")]),
    await run([...sign, "--new-bundle-format", "--bundle", at("bundle"), at("blob")]),
  ];
  const key = await parsePublicKey(readFileSync(at("cosign.pub"), "utf8"), { sha256: nodeSha256, crypto: nodeSignatures });
  const subjectSha256 = createHash("sha256").update("hello\n").digest("hex");
  const codes = [];
  for (const name of ["plain", "bundle"]) {
    const request = { attestation: readFileSync(at(name)), key, subjectSha256, predicateType: "https://slsa.dev/provenance/v1" };
    for (const change of [{}, { subjectSha256: "0".repeat(64) }, { predicateType: "https://slsa.dev/provenance/v0.2" }]) {
      codes.push(
        await verifyAttestation({ ...request, ...change }).then(
          ({ statementType }) => statementType,
          ({ code }) => code,
        ),
      );
    }
  }
  const refused = "ERR_EXPORT_PROVENANCE_MISMATCH";
  const wanted = Array.from({ length: 2 }, () => ["https://in-toto.io/Statement/v0.1", refused, refused]).flat();
  const isRead = exits.every((exit) => exit === 0) && codes.join() === wanted.join();
  console.log(
    isRead
      ? "ok attestations of cosign attest-blob are read"
      : `not ok attestations of cosign attest-blob: ${exits.join()}: ${codes.join()}`,
  );
}

async function compare({ name, args, expect }) {
  const folder = join(vectors, name);
  const key = join(
    folder,
    args.find((each) => each.endsWith(".pub")),
  );
  const signatures = folderOf(join(folder, "bundle/signatures"), key);
  const manifest = join(folder, "bundle/export.json");
  const T = join(vectors, "signed-p256/bundle/trusted-root.json");
  const lines = [
    ["verify-blob", "--signature", join(signatures, "export.json.sig")],
    ["verify-blob", "--bundle", join(signatures, "export.json.sigstore.json"), "--trusted-root", T],
    ["verify-blob-attestation", "--type", "slsaprovenance1", "--signature", join(signatures, "provenance.dsse.json")],
    ["verify-blob-attestation", "--type", "slsaprovenance1", "--bundle", join(signatures, "provenance.sigstore.json"), "--trusted-root", T],
  ];
  const exits = [];
  for (const line of lines) exits.push(await run([...line, "--key", key, "--insecure-ignore-tlog=true", manifest]));
  const takesAll = exits.every((exit) => exit === 0);
  const weTake = expect.exit === 0;
  if (weTake && !takesAll) problems.push(`${name}: we accept what cosign refuses (${exits.join()})`);
  else if (!weTake && takesAll) accepted.push({ name, expect });
  else agreed++;
}

/** Where the key's signer has its files: in a folder of its own, else in signatures/. */
function folderOf(signatures, key) {
  let spki;
  try {
    spki = createPublicKey(readFileSync(key)).export({ type: "spki", format: "der" });
  } catch {
    return signatures; // a key file that is no key is a case of its own
  }
  const own = join(signatures, createHash("sha256").update(spki).digest("hex"));
  const isFirst = readFileSync(join(signatures, "export.json.sigstore.json"), "utf8").includes(
    createHash("sha256").update(spki).digest("base64"),
  );
  return existsSync(own) && !isFirst ? own : signatures;
}

function run(args, cwd = root) {
  return new Promise((resolve, reject) => {
    const env = { PATH: "/usr/bin:/bin", HOME: home, COSIGN_PASSWORD: "x", COSIGN_USE_SIGNING_CONFIG: "false" };
    const child = spawn(cosign, args, { cwd, env, stdio: "ignore", timeout: 60_000 });
    child.on("error", reject).on("close", resolve);
  });
}
