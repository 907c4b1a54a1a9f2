// What a receipt says, for people: first whether it can be believed, then who verified which bundle, how, and how that ended.
import type { ReceiptResult } from "../actions/verify-receipt.js";
import { countOf, sizeText } from "../output/quantities.js";
import type { Style } from "../output/style.js";
import { columnsText, factsText } from "../output/text-table.js";

const MODES = {
  signed: "signed: by keys that were trusted",
  identity: "identity: by somebody whom a certificate names",
  "integrity-only": "integrity only: nobody's identity was checked",
} as const;

export function receiptTable(result: ReceiptResult, style: Style): string {
  const { keyId, receipt, manifestDigest, failures, mode } = result;
  const facts: (readonly [string, string])[] = [["signed by", keyId]];
  if (receipt !== null) {
    const { stella_bundle: bundle, stella_verdict: said } = receipt;
    const nobody = mode === "integrity-only" ? "not checked" : "none that counts";
    facts.push(
      ["verified at", receipt.timeVerified],
      ["verdict", `${said} (${receipt.verificationResult})`],
      ["mode", mode === null ? "unknown" : MODES[mode]],
      ["expiry judged", result.at === null ? "when verified" : `as of ${result.at}, not when verified`],
      ["deep", answer(result.deep, "the compressed files were not looked into")],
      ["state", answer(result.state, "it was not checked whether the bundle is older than another")],
      ["export", bundle.exportId ?? "unknown"],
      ["tenant", bundle.tenant ?? "unknown"],
      ["profile", bundle.profile ?? "unknown"],
      ["manifest", manifestDigest ?? "unknown"],
      ["policy", `sha256:${receipt.policy.digest.sha256}`],
      ["signers", receipt.stella_signers.map((signer) => signer.identity ?? signer.keyId).join(", ") || nobody],
      ["checked now", checkedText(result)],
    );
  }
  const list = columnsText(
    [{ head: "what is wrong" }, { head: "file" }, { head: "message" }],
    failures.map(({ code, path, message }) => [code, path, message]),
    style,
  );
  return [`${headline(result, style)}\n`, factsText(facts, style), ...(failures.length === 0 ? [] : [list])].join("\n");
}

function headline({ verdict, mode, at }: ReceiptResult, style: Style): string {
  if (verdict === "failed") return style.bad("FAILED");
  const time = at === null ? "" : style.warn(` as of ${at}`);
  if (mode !== "integrity-only") return `${style.good("VERIFIED")}  the receipt is genuine, and the bundle was accepted${time}`;
  return `${style.good("VERIFIED")}  the receipt is genuine: the bundle was whole${time}, and ${style.warn("nobody's identity was checked")}`;
}

function answer(value: boolean | null, otherwise: string): string {
  if (value === null) return "unknown";
  return value ? "yes" : `no: ${otherwise}`;
}

function checkedText({ filesChecked, bytesChecked }: ReceiptResult): string {
  if (filesChecked === null || bytesChecked === null) return "the receipt only";
  return `the receipt, and the bundle against its manifest: ${countOf(filesChecked, "file")}, ${sizeText(bytesChecked)}`;
}
