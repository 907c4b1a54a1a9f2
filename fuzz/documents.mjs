// One canonical document with a view on its members, as a source sees it.
import { ByteBuffer, Canonicalizer } from "@stella-export/core";
import { MemberView } from "../packages/core/src/records/canonical-document.ts";
import { allowedCode } from "./expect.mjs";

const CODES = /^(JSON_[A-Z0-9_]+|DOCUMENT_TOO_LARGE)$/;

/** Reads documents one at a time; what it returned before is then no longer valid. */
export class DocumentReader {
  #canonicalizer = new Canonicalizer();
  #out = new ByteBuffer(4096);
  #view = new MemberView(this.#canonicalizer);

  /** A view on the document, or undefined where the bytes are none. */
  read(bytes) {
    this.#out.length = 0;
    try {
      this.#canonicalizer.append(bytes, 0, bytes.length, this.#out);
    } catch (error) {
      allowedCode(error, CODES);
      return undefined;
    }
    this.#view.bytes = this.#out.bytes.slice(0, this.#out.length);
    return this.#view;
  }
}
