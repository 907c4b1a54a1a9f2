// What an edited record is called. Ids and aliases stand in indexes and keys, so they are those of the document as it leaves: they must not tell what
// redaction took out of it. It knows neither rules nor formats.
import type { ByteBuffer } from "../../byte-buffer.js";
import { Canonicalizer } from "../../canonical/canonicalizer.js";
import { type CanonicalDocument, MemberView } from "../../records/canonical-document.js";
import type { Description, Refusal } from "../../seams/source.js";

const NAMELESS = { id: "", aliases: [] } as const;

export class EditedRecord {
  readonly #canonicalizer: Canonicalizer;
  readonly #view: MemberView;

  /** `depth`: greatest nesting, as it was for the unedited document. */
  constructor(depth: number) {
    this.#canonicalizer = new Canonicalizer({ depth });
    this.#view = new MemberView(this.#canonicalizer);
  }

  /** Appends the edited document to the buffer, and says what it is now; kind, format and date are what they were. */
  append(
    edited: Uint8Array,
    buffer: ByteBuffer,
    before: Description,
    describe: (document: CanonicalDocument) => Description | Refusal,
  ): Description {
    const start = buffer.length;
    this.#canonicalizer.append(edited, 0, edited.length, buffer);
    this.#view.bytes = buffer.view(start);
    const now = describe(this.#view);
    // An edit may leave a document that a source would no longer take: it is still the record that it was.
    const { id, aliases } = "refused" in now || now.kind !== before.kind ? NAMELESS : now;
    return { ...before, id, aliases };
  }
}
