// Where records came from, on scratch: written once for each record that a row came from, read back by its place. It knows neither rows nor ids.
import { ByteBuffer, decodeUtf8, encodeUtf8, type RecordBatch, type ScratchFile } from "@stella-export/core";

const LENGTH_BYTES = 4;
const BUFFER_BYTES = 1 << 18;
/** More than most entries take: one read does. */
const READ_BYTES = 512;
/** Rows of one vulnerability come from few records. */
const MAX_KEPT = 512;

export class DocumentLog {
  readonly #file: ScratchFile;
  readonly #buffer = new ByteBuffer(BUFFER_BYTES);
  readonly #chunk = new Uint8Array(READ_BYTES);
  readonly #kept = new Map<number, string>();
  /** Place of the buffer in the file. */
  #start = 0;

  constructor(file: ScratchFile) {
    this.#file = file;
  }

  /** Gives the place to read it from, which grows from call to call. */
  add(batch: RecordBatch, i: number): number {
    const place = this.#start + this.#buffer.length;
    const document = { path: batch.path(i), source: batch.source(i), sourceDigest: batch.sourceDigest(i) };
    const text = encodeUtf8(JSON.stringify(document));
    for (let shift = 24; shift >= 0; shift -= 8) this.#buffer.appendByte((text.length >>> shift) & 0xff);
    this.#buffer.append(text);
    if (this.#buffer.length >= BUFFER_BYTES) this.#flush();
    return place;
  }

  /** `{path, source, sourceDigest}` as JSON text. */
  read(place: number): string {
    const known = this.#kept.get(place);
    if (known !== undefined) return known;
    this.#flush();
    const count = this.#file.read(this.#chunk, place);
    const length = new DataView(this.#chunk.buffer).getUint32(0);
    const text = decodeUtf8(
      LENGTH_BYTES + length <= count ? this.#chunk.subarray(LENGTH_BYTES, LENGTH_BYTES + length) : this.#long(place, length),
    );
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(place, text);
    return text;
  }

  #long(place: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#file.read(bytes, place + LENGTH_BYTES);
    return bytes;
  }

  #flush(): void {
    if (this.#buffer.length === 0) return;
    this.#file.write(this.#buffer.view(), this.#start);
    this.#start += this.#buffer.length;
    this.#buffer.length = 0;
  }
}
