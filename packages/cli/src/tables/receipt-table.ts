// What a receipt says, for people: first whether it can be believed, then who verified which bundle, and how that ended.
import type { ReceiptResult } from "../actions/verify-receipt.js";
import type { Style } from "../output/style.js";
import { columnsText, factsText } from "../output/text-table.js";

export function receiptTable({ verdict, keyId, receipt, manifestDigest, failures }: ReceiptResult, style: Style): string {
  const headline =
    verdict === "verified" ? `${style.good("VERIFIED")}  the receipt is genuine, and the bundle was accepted` : style.bad("FAILED");
  const facts: (readonly [string, string])[] = [["signed by", keyId]];
  if (receipt !== null) {
    const { stella_bundle: bundle, stella_verdict: said } = receipt;
    facts.push(
      ["verified at", receipt.timeVerified],
      ["verdict", `${said} (${receipt.verificationResult})`],
      ["export", bundle.exportId ?? "unknown"],
      ["tenant", bundle.tenant ?? "unknown"],
      ["profile", bundle.profile ?? "unknown"],
      ["manifest", manifestDigest ?? "unknown"],
      ["policy", `sha256:${receipt.policy.digest.sha256}`],
      ["signers", receipt.stella_signers.map((signer) => signer.identity ?? signer.keyId).join(", ") || "not checked"],
    );
  }
  const list = columnsText(
    [{ head: "what is wrong" }, { head: "file" }, { head: "message" }],
    failures.map(({ code, path, message }) => [code, path, message]),
    style,
  );
  return [`${headline}\n`, factsText(facts, style), ...(failures.length === 0 ? [] : [list])].join("\n");
}
