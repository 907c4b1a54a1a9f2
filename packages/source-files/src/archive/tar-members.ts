// Reads a foreign tar as a stream of members in bounded memory. It takes what GNU tar, bsdtar, Go, Python and Git write for plain files and
// folders (ustar, pax, GNU long names) and refuses the whole archive for everything else.
import type { ArchiveContext } from "./archive-context.js";
import { ChunkReader } from "./chunk-reader.js";
import type { Member, MemberStream } from "./member.js";
import { isPassedOver, type MemberName, parseMemberName } from "./member-name.js";
import { MemberRegister } from "./member-register.js";
import { parsePax, type PaxValues } from "./pax.js";
import { BLOCK_BYTES, isZero, paddingBytes, parseTarHeader, type TarHeader } from "./tar-header.js";

/** Extended attributes and access lists may be long. */
const MAX_PAX_BYTES = 1024 * 1024;
/** Largest size that an octal field holds; only above it may a pax header say another size than the field. */
const MAX_OCTAL_SIZE = 0o77777777777;
/** Programs fill the last record of a tape with zeros: 10 KiB by default, a few hundred KiB at most. */
const MAX_END_BYTES = 1024 * 1024;

/** Throws ARCHIVE_DAMAGED, ARCHIVE_UNSAFE, ARCHIVE_UNSUPPORTED, SOURCE_LIMIT, and what the chunks throw. */
export function tarMembers(chunks: AsyncIterable<Uint8Array>, context: ArchiveContext): MemberStream {
  const register = new MemberRegister(context);
  return { members: new TarReader(chunks, register, context).members(), takeIgnored: () => register.takeIgnored() };
}

class TarReader {
  readonly #input: ChunkReader;
  readonly #register: MemberRegister;
  readonly #context: ArchiveContext;
  /** What headers before the member's own said of it. */
  #pax: PaxValues | undefined;
  #longName: Uint8Array | undefined;
  /** The member that was read last, for messages about what follows it. */
  #previous: string | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, register: MemberRegister, context: ArchiveContext) {
    this.#input = new ChunkReader(chunks);
    this.#register = register;
    this.#context = context;
  }

  async *members(): AsyncGenerator<Member, void> {
    try {
      for (;;) {
        const block = await this.#block();
        if (isZero(block)) break;
        const header = parseTarHeader(block, this.#previous, this.#context);
        if (header.type === "file" || header.type === "folder") {
          const member = this.#member(header);
          if (member === undefined) continue;
          if (!isPassedOver(member.path)) yield member;
          await member.finish();
          this.#previous = member.path;
        } else await this.#describe(header);
      }
      await this.#end();
    } finally {
      await this.#input.close();
    }
  }

  #member(header: TarHeader): TarMember | undefined {
    const sizeBytes = this.#sizeOf(header);
    const parsed = parseMemberName(this.#pax?.path ?? this.#longName ?? header.name, this.#context);
    this.#pax = undefined;
    this.#longName = undefined;
    if (header.type === "file" && parsed.isFolder) throw this.#context.unsafe("a file whose name is a folder's", parsed.path);
    const name: MemberName = { ...parsed, isFolder: header.type === "folder" };
    this.#register.add(name);
    return name.isFolder ? undefined : new TarMember(this.#input, name, sizeBytes, this.#context);
  }

  // A reader that takes the field and one that takes the pax record would go on at different places.
  #sizeOf(header: TarHeader): number {
    const said = this.#pax?.sizeBytes;
    if (said === undefined || said === header.sizeBytes) return header.sizeBytes;
    if (header.sizeBytes === 0 && said > MAX_OCTAL_SIZE && header.type === "file") return said;
    throw this.#context.damaged("a pax header with another size than the header");
  }

  async #describe({ type, sizeBytes }: TarHeader): Promise<void> {
    const isName = type === "long-name";
    const { nameBytes } = this.#context.limits;
    if (isName && sizeBytes > nameBytes + 1) throw this.#context.limit(`a name of more than ${nameBytes} bytes`, this.#previous);
    if (sizeBytes > MAX_PAX_BYTES) throw this.#context.limit(`a pax header of more than ${MAX_PAX_BYTES} bytes`, this.#previous);
    const bytes = await this.#input.exactly(sizeBytes);
    if (bytes.length < sizeBytes) throw this.#cut();
    await this.#padding(sizeBytes);
    if (type === "pax-global") {
      this.#context.addEntries(1); // Others come once a member.
      parsePax(bytes, true, this.#context);
      return;
    }
    if (this.#pax !== undefined || this.#longName !== undefined)
      throw this.#context.damaged("two headers that describe the same member", this.#previous);
    if (isName) this.#longName = this.#textOf(bytes);
    else this.#pax = parsePax(bytes, false, this.#context);
  }

  #textOf(bytes: Uint8Array): Uint8Array {
    if (bytes.at(-1) !== 0 || bytes.indexOf(0) < bytes.length - 1)
      throw this.#context.unsafe("a GNU long name that does not end at its NUL", this.#previous);
    return bytes.subarray(0, -1);
  }

  async #end(): Promise<void> {
    if (this.#pax !== undefined || this.#longName !== undefined)
      throw this.#context.damaged("a header that describes no member", this.#previous);
    if (!isZero(await this.#block())) throw this.#context.damaged("one block of zeros where two end a tar", this.#previous);
    for (let left = MAX_END_BYTES; ;) {
      const bytes = await this.#input.take(left);
      if (bytes === undefined) return;
      if (!isZero(bytes)) throw this.#context.damaged("bytes after the end of the tar", this.#previous);
      left -= bytes.length;
      if (left === 0) throw this.#context.limit(`more than ${MAX_END_BYTES} bytes of zeros after the end of the tar`, this.#previous);
    }
  }

  async #block(): Promise<Uint8Array> {
    const block = await this.#input.exactly(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) throw this.#cut();
    return block;
  }

  async #padding(sizeBytes: number): Promise<void> {
    const length = paddingBytes(sizeBytes);
    const bytes = await this.#input.exactly(length);
    if (bytes.length < length) throw this.#cut();
    if (!isZero(bytes)) throw this.#context.damaged("padding that is not zero", this.#previous);
  }

  #cut(): Error {
    return this.#context.damaged("a tar that ends early", this.#previous);
  }
}

class TarMember implements Member {
  readonly path: string;
  readonly isUtf8: boolean;
  readonly sizeBytes: number;
  readonly #input: ChunkReader;
  readonly #context: ArchiveContext;
  #left: number;

  constructor(input: ChunkReader, name: MemberName, sizeBytes: number, context: ArchiveContext) {
    this.path = name.path;
    this.isUtf8 = name.isUtf8;
    this.sizeBytes = sizeBytes;
    this.#input = input;
    this.#context = context;
    this.#left = sizeBytes;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void> {
    while (this.#left > 0) yield await this.#take();
  }

  /** Skips what was not read and checks the padding. */
  async finish(): Promise<void> {
    while (this.#left > 0) await this.#take();
    const length = paddingBytes(this.sizeBytes);
    const padding = await this.#input.exactly(length);
    if (padding.length < length) throw this.#cut();
    if (!isZero(padding)) throw this.#context.damaged("padding that is not zero", this.path);
  }

  async #take(): Promise<Uint8Array> {
    const bytes = await this.#input.take(this.#left);
    if (bytes === undefined) throw this.#cut();
    this.#left -= bytes.length;
    return bytes;
  }

  #cut(): Error {
    return this.#context.damaged("a tar that ends early", this.path);
  }
}
