// What a source of the run is to the database: evidence like any other, or one that decides. It knows words, not what they do.

/**
 * - `public`: says what is affected, under the name of its database.
 * - `private`: adds to what the others say, under its own name; hides nothing.
 * - `override`: replaces what public sources say about the same package and vulnerability.
 * - `suppress`: takes versions out of what anybody says.
 */
export type Role = (typeof ROLES)[number];

export const ROLES = ["public", "private", "override", "suppress"] as const;

/** A document that decides, and why it may be asked. */
export interface Decider {
  readonly by: "private" | "override" | "suppress" | "vex" | "policy";
  readonly source: string;
  readonly path: string;
  readonly sourceDigest: string;
}
