// The one error of the bbolt code. It names a place in the file, but not the file: that is what the caller knows.

/** Where in a file: the page, and the byte of the file at which the offending structure begins. */
export interface BoltPlace {
  readonly pageId?: number;
  readonly offset?: number;
}

/** A file that is not a sound bbolt file, or input that no such file can hold. */
export class BoltError extends Error {
  override readonly name = "BoltError";
  /** `damaged`: the bytes read contradict the format. `input`: keys out of order, too long, or too much for the format. */
  readonly reason: "damaged" | "input";
  readonly place: BoltPlace;

  constructor(reason: "damaged" | "input", message: string, place: BoltPlace = {}) {
    super(message);
    this.reason = reason;
    this.place = place;
  }
}
