// What roles, VEX statements and policy decided about a vulnerability, read from the bundle's report. It knows the report's lines, not who wrote them.
import { decodeUtf8 } from "@stella-export/core";
import type { BundleContents } from "@stella-export/core/node";
import { foldId } from "./index-format.js";

/** A line of reports/decisions.jsonl (contract: Trivy profile options). */
export interface Decision {
  readonly by: string;
  readonly source: string;
  readonly path: string;
  readonly sourceDigest: string;
  readonly bucket: string;
  readonly package: string;
  readonly id: string;
  readonly what: string;
}

const DECISIONS_PATH = "reports/decisions.jsonl";
const LINE_END = 0x0a;

/** Decisions about any of these ids, in lower case, in the order of the report; none where the bundle has no report. */
export async function decisionsAbout(
  contents: Pick<BundleContents, "content">,
  foldedIds: ReadonlySet<string>,
): Promise<readonly Decision[]> {
  const bytes = await contents.content(DECISIONS_PATH);
  const found: Decision[] = [];
  if (bytes === undefined) return found;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const decision = JSON.parse(decodeUtf8(bytes.subarray(start, end < 0 ? bytes.length : end))) as Decision;
    if (foldedIds.has(foldId(decision.id))) found.push(decision);
    start = end < 0 ? bytes.length : end + 1;
  }
  return found;
}
