// Standard output as something that may go away: a reader that left (`| head`) ends the writing quietly, a full disk is an error.

export class StandardOutput {
  readonly #stream: NodeJS.WriteStream;
  #isClosed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    // Reported by the write that failed; without a listener it would end the process.
    stream.on("error", () => {});
  }

  /** Nobody reads any more: what is still written is dropped. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY;
  }

  /** Resolves when the bytes are taken, so that their memory may be reused. Throws DISK_FULL, IO. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (this.#isClosed || chunk.length === 0) return;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#stream.write(chunk, (error) => (error instanceof Error ? reject(error) : resolve()));
      });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EPIPE") this.#isClosed = true;
      else throw (await import("@stella-export/core/node")).toFileError(cause, "write to", "standard output");
    }
  }
}
