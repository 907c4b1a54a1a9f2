// What the fields of a manifest must agree on among themselves, beyond its schema. It sees the manifest alone, no file of the bundle.
import { compareUtf8 } from "../bytes.js";
import type { Sha256 } from "../digest.js";
import type { ErrorCode } from "../errors/table.js";
import { borrowedName } from "../profile/built-in-names.js";
import { formatInstant, parseInstant } from "../time.js";
import { isReservedPath, MANIFEST_PATH, printablePath, unsafePathReason } from "../verify/entry-path.js";
import { contentDigestOf, exportIdOfRead, type ManifestForms } from "./identity.js";
import type { Manifest, ManifestContent } from "./schema.js";

export interface Inconsistency {
  /** MANIFEST_INVALID; PATH_UNSAFE and FILE_DUPLICATE for paths in `contents[]` that are. */
  readonly code: ErrorCode;
  /** `export.json`, or the path in `contents[]` that it is about. */
  readonly path: string;
  readonly message: string;
}

/** Documents that every bundle carries (contract: "beside it"). */
const REQUIRED_DOCS = ["README.md", "trusted-root.json"];

/** Everything that does not agree, in the order of the manifest's fields; empty for a sound manifest. It must fit its schema. */
export function manifestInconsistencies(forms: ManifestForms, sha256: Sha256): Inconsistency[] {
  const manifest = forms.value;
  const found: Inconsistency[] = [];
  if (exportIdOfRead(forms, sha256) !== manifest.exportId) found.push(about("exportId is not that of this manifest"));
  const { name, kind, variant } = manifest.profile;
  const borrowed = borrowedName(name, kind, variant);
  if (borrowed !== undefined) found.push(about(`profile: ${borrowed}`));
  const { policy, contents } = manifest;
  if (policy !== null && !contents.some(({ path }) => path === policy.path))
    found.push(about(`policy.path ${policy.path} is not in contents[]`));
  found.push(...instantProblems(manifest), ...inputProblems(manifest), ...contentProblems(manifest));
  if (contentDigestOf(manifest.contents, sha256) !== manifest.contentDigest) found.push(about("contentDigest is not that of contents[]"));
  return found;
}

function instantProblems(manifest: Manifest): Inconsistency[] {
  const instants = [manifest.asOf, manifest.expires, ...manifest.inputs.map((input) => input.asOf)];
  return instants.filter((text) => text !== null && !isInstant(text)).map((text) => about(`${text} is no instant of the calendar`));
}

function isInstant(text: string): boolean {
  const seconds = parseInstant(text);
  return seconds !== undefined && formatInstant(seconds) === text;
}

function inputProblems({ inputs }: Manifest): Inconsistency[] {
  const found: Inconsistency[] = [];
  for (const [i, input] of inputs.entries()) {
    const name = `inputs[] ${input.source}/${input.kind}`;
    if (input.read !== input.records + input.duplicates + input.rejected + input.excluded) {
      found.push(about(`${name}: read is not records + duplicates + rejected + excluded`));
    }
    const before = inputs[i - 1];
    if (before === undefined) continue;
    const order = compareUtf8(before.source, input.source) || compareUtf8(before.kind, input.kind);
    if (order === 0) found.push(about(`${name} stands there twice`));
    if (order > 0) found.push(about(`${name} is out of order`));
  }
  return found;
}

function contentProblems(manifest: Manifest): Inconsistency[] {
  const { contents } = manifest;
  const paths = new Set(contents.map((content) => content.path));
  const found: Inconsistency[] = [];
  for (const [i, content] of contents.entries()) {
    const before = contents[i - 1];
    const order = before === undefined ? -1 : compareUtf8(before.path, content.path);
    if (order === 0) found.push({ code: "ERR_EXPORT_FILE_DUPLICATE", path: content.path, message: "the manifest lists the path twice" });
    if (order > 0) found.push(about(`contents[] ${content.path} is out of order`));
    const problem = pathProblem(content.path, paths);
    if (problem !== undefined) found.push(problem);
    const disagreement = codecProblem(content, manifest);
    if (disagreement !== undefined) found.push(about(`contents[] ${content.path}${disagreement}`));
  }
  for (const path of REQUIRED_DOCS) {
    if (!contents.some((content) => content.path === path && content.role === "doc")) found.push(about(`contents[] lacks ${path} as doc`));
  }
  return found;
}

function pathProblem(path: string, paths: ReadonlySet<string>): Inconsistency | undefined {
  const reason = unsafePathReason(path);
  if (reason !== undefined) return { code: "ERR_EXPORT_PATH_UNSAFE", path: printablePath(path), message: `the manifest lists ${reason}` };
  if (isReservedPath(path)) return about(`contents[] ${path} is a name reserved for what lies beside the manifest`);
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const folder = path.slice(0, slash);
    if (paths.has(folder)) return about(`contents[] ${folder} is both a file and a folder`);
  }
  return undefined;
}

/** How the sentence that begins with the content's path goes on. */
function codecProblem(content: ManifestContent, { tool }: Manifest): string | undefined {
  const compressed = content.path.endsWith(".zst");
  if (compressed !== content.mediaType.endsWith("+zstd")) return ": path and mediaType disagree about zstd";
  if (compressed && tool.codec === null) return " is compressed, but tool.codec is null";
  if (compressed || content.path.endsWith(".gz")) return undefined;
  const same = content.digest === content.contentDigest && content.sizeBytes === content.contentSizeBytes;
  return same ? undefined : " has no codec, but other digests or sizes for stored and content";
}

function about(message: string): Inconsistency {
  return { code: "ERR_EXPORT_MANIFEST_INVALID", path: MANIFEST_PATH, message };
}
