// A manifest for people: an overview, not every file.
import type { Manifest } from "@stella-export/core";
import { countText, sizeText } from "../output/quantities.js";
import { columnsText, factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";
import { inputColumns } from "./input-columns.js";
import { ageText, expiryText } from "./verify-table.js";

const ROLES = ["payload", "index", "report", "doc"] as const;

export function manifestTable(manifest: Manifest, now: number, style: Style): string {
  const { profile, tool, policy, redactions } = manifest;
  const codec = tool.codec === null ? "none" : `${tool.codec.name} ${tool.codec.version}, level ${tool.codec.level}`;
  const facts: (readonly [string, string])[] = [
    ["export", manifest.exportId],
    ["tenant", manifest.tenant],
    ["profile", `${profile.name} ${profile.revision} (${profile.kind}:${profile.variant})`],
    ["as of", `${manifest.asOf} (${ageText(manifest.asOf, now)})`],
    ["expires", expiryText(manifest.expires, now)],
    ["sequence", String(manifest.sequence)],
    ["content", manifest.contentDigest],
    ["profile digest", profile.digest],
    ["made by", `${tool.name} ${tool.version}, ${tool.adapter} ${tool.adapterVersion}`],
    ["codec", codec],
    ...(policy === null ? [] : [["policy", `version ${policy.policyVersion}, ${countText(policy.evaluations)} evaluations`] as const]),
    ...(Object.keys(manifest.selectors).length === 0 ? [] : [["selectors", JSON.stringify(manifest.selectors)] as const]),
  ];
  const redacted = columnsText(
    [{ head: "redacted in" }, { head: "rule" }, { head: "count", align: "right" }, { head: "records", align: "right" }],
    redactions.map(({ kind, rule, count, records }) => [kind, rule, countText(count), countText(records)]),
    style,
  );
  return [
    `${style.bold("BUNDLE")}  what its manifest says; \`stella export verify\` checks it\n`,
    factsText(facts, style),
    inputColumns(manifest.inputs, style),
    ...(redactions.length === 0 ? [] : [redacted]),
    contentsByRole(manifest, style),
  ].join("\n");
}

function contentsByRole({ contents }: Manifest, style: Style): string {
  const rows = ROLES.map((role) => {
    const files = contents.filter((content) => content.role === role);
    const sum = (size: (content: Manifest["contents"][number]) => number): number =>
      files.reduce((total, content) => total + size(content), 0);
    return [
      role,
      countText(files.length),
      countText(sum(({ records }) => records ?? 0)),
      sizeText(sum(({ sizeBytes }) => sizeBytes)),
      sizeText(sum(({ contentSizeBytes }) => contentSizeBytes)),
    ];
  });
  return columnsText(
    [
      { head: "contents" },
      { head: "files", align: "right" },
      { head: "records", align: "right" },
      { head: "stored", align: "right" },
      { head: "unpacked", align: "right" },
    ],
    rows.filter(([, files]) => files !== "0"),
    style,
  );
}
