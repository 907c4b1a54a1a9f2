// PEM files with exactly one block and nothing else. It knows the armour (RFC 7468), not what lies inside.
import { ExportError } from "../../errors/export-error.js";
import { decodeBase64 } from "../../signing/base64.js";

export interface PemBlock {
  readonly label: string;
  readonly bytes: Uint8Array;
}

const BLOCK = /^\s*-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/;

/** Throws KEY_INVALID for anything but one block: with several, programs disagree about which one counts. */
export function parsePem(text: string): PemBlock {
  const [, label, body] = BLOCK.exec(text) ?? [];
  const bytes = body === undefined ? undefined : decodeBase64(body.replace(/\s/g, ""));
  if (label === undefined || bytes === undefined || bytes.length === 0) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the file is not one PEM block and nothing else");
  }
  return { label, bytes };
}
