// The verdict about a bundle for people: first the verdict, then whose bundle it is and how old, then what is wrong.
import { parseInstant, type VerifyResult } from "@stella-export/core";
import { countOf, sizeText, spanText } from "../output/quantities.js";
import { columnsText, factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

/** `isChecked`: signatures were to be judged. */
export function verifyTable(result: VerifyResult, isChecked: boolean, now: number, style: Style): string {
  const { profile, failures } = result;
  const facts: (readonly [string, string])[] = [
    ["export", result.exportId ?? "unknown"],
    ["tenant", result.tenant ?? "unknown"],
    ["profile", profile === null ? "unknown" : `${profile.name} ${profile.revision}`],
    ["as of", result.asOf === null ? "unknown" : `${result.asOf} (${ageText(result.asOf, now)})`],
    ["expires", result.manifestDigest === null ? "unknown" : expiryText(result.expires, now)],
    ["sequence", String(result.sequence ?? "unknown")],
    ["content", result.contentDigest ?? "unknown"],
    ["manifest", result.manifestDigest ?? "unknown"],
    ["signers", signersText(result, isChecked)],
    ["checked", `${countOf(result.filesChecked, "file")}, ${sizeText(result.bytesChecked)}`],
  ];
  const list = columnsText(
    [{ head: "what is wrong" }, { head: "file" }, { head: "message" }],
    failures.map(({ code, path, message }) => [code, path, message]),
    style,
  );
  return [headline(result, style), factsText(facts, style), ...(failures.length === 0 ? [] : [list])].join("\n");
}

function headline({ verdict, failures }: VerifyResult, style: Style): string {
  if (verdict === "failed") return `${style.bad("FAILED")}  ${countOf(failures.length, "problem")}; do not use this bundle\n`;
  if (verdict === "verified") return `${style.good("VERIFIED")}  every file is what its signers signed\n`;
  return `${style.warn("INTEGRITY ONLY")}  every file is what the manifest says; nobody's identity was checked\n`;
}

function signersText({ signers }: VerifyResult, isChecked: boolean): string {
  if (!isChecked) return "not checked: anyone could have made this bundle";
  return signers.length === 0 ? "none that counts" : signers.map(({ keyId, identity }) => identity ?? keyId).join(", ");
}

/** `3 days ago`. */
export function ageText(time: string, now: number): string {
  const seconds = now - (parseInstant(time) ?? now);
  return seconds < 0 ? `${spanText(-seconds)} ahead` : `${spanText(seconds)} ago`;
}

/** A time of expiry and what it means now. */
export function expiryText(expires: string | null, now: number): string {
  if (expires === null) return "never";
  const left = (parseInstant(expires) ?? now) - now;
  return left < 0 ? `${expires} (expired ${spanText(-left)} ago)` : `${expires} (in ${spanText(left)})`;
}
