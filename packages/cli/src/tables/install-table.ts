// What install did, for people: what is in the cache now and how old it is, what it replaced, and how to scan with it.
import type { CachedDatabase } from "@stella-export/adapter-trivy/tools";
import type { PrintedInstall } from "../actions/install.js";
import { countOf, sizeText, spanText } from "../output/quantities.js";
import { safeText } from "../output/safe-text.js";
import type { Style } from "../output/style.js";
import { factsText } from "../output/text-table.js";

export function installTable(result: PrintedInstall, style: Style): string {
  const { installed, replaced } = result;
  const { bundle } = installed;
  const facts: (readonly [string, string])[] = [
    ["database", result.path],
    ["as of", timeText(installed)],
    ["holds", holdsText(installed)],
    ...(bundle === null
      ? []
      : ([
          ["bundle", `${bundle.exportId ?? "unknown"}, sequence ${bundle.sequence ?? "unknown"}`],
          ["tenant", bundle.tenant ?? "unknown"],
          ["signers", signersText(bundle)],
        ] as const)),
    [result.dryRun ? "would replace" : "replaced", replaced === null ? "nothing" : `${timeText(replaced)}, ${holdsText(replaced)}`],
    ["to go back", result.canRollBack ? "stella export install --rollback" : "nothing is kept yet"],
  ];
  return `${headline(result, style)}\n${factsText(facts, style)}\nScan with\n  ${safeText(result.command)}\n`;
}

function headline({ action, dryRun }: PrintedInstall, style: Style): string {
  if (dryRun) return `${style.good("WOULD PASS")}  nothing was changed\n`;
  return action === "install"
    ? `${style.good("INSTALLED")}  the database is in the cache\n`
    : `${style.good("ROLLED BACK")}  the database before is in the cache again\n`;
}

function timeText({ updatedAt, ageSeconds }: CachedDatabase): string {
  return `${updatedAt} (${ageSeconds < 0 ? `${spanText(-ageSeconds)} ahead` : `${spanText(ageSeconds)} old`})`;
}

function holdsText({ records, sizeBytes }: CachedDatabase): string {
  return records === null ? sizeText(sizeBytes) : `${countOf(records, "record")}, ${sizeText(sizeBytes)}`;
}

function signersText({ verdict, signers }: NonNullable<CachedDatabase["bundle"]>): string {
  return verdict === "verified"
    ? signers.map(({ keyId, identity }) => identity ?? keyId).join(", ")
    : "not checked: anyone could have made it";
}
