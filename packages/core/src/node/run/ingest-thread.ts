// The code of a helper thread: a lane with a spool of its own, fed by messages. It decides nothing that the lane does not decide.
import { type MessagePort, workerData } from "node:worker_threads";
import { ExportError, type ErrorPlace } from "../../errors/export-error.js";
import type { ErrorCode } from "../../errors/table.js";
import type { ProfileSpec } from "../../profile/schema.js";
import type { Kind } from "../../records/kinds.js";
import type { Redactor } from "../../seams/redactor.js";
import type { DocumentBatch } from "../../seams/source.js";
import { nodeFiles } from "../files.js";
import type { Describer, Reject } from "./lane.js";
import { type LaneInventory, LaneSpool } from "./lane-spool.js";
import type { TallyState } from "./tally.js";

export interface ThreadOrder {
  /** Names of all sources, sorted. */
  readonly sources: readonly string[];
  /** URL of each source's describer; of one without, no batch is sent. */
  readonly describers: readonly (string | undefined)[];
  readonly redactor: string | undefined;
  readonly spec: ProfileSpec;
  readonly kinds: readonly Kind[];
  readonly heard: readonly Kind[];
  readonly folder: string;
  readonly lane: number;
  readonly lanes: number;
  readonly policyKinds: readonly Kind[] | undefined;
}

/** A batch whose slab changes hands. */
export interface ThreadBatch extends Omit<DocumentBatch, "slab" | "paths" | "sourceDigests"> {
  readonly source: number;
  readonly ordinal: number;
  readonly slab: ArrayBuffer;
  readonly paths: string | readonly string[];
  readonly sourceDigests: DocumentBatch["sourceDigests"] | undefined;
}

export type FromThread =
  | { readonly kind: "done"; readonly ordinal: number; readonly rejects: readonly Reject[]; readonly slab: ArrayBuffer }
  | { readonly kind: "finished"; readonly inventory: LaneInventory; readonly tally: TallyState }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly text: string; readonly place: ErrorPlace; readonly hint: string };

const { port, ...order } = workerData as ThreadOrder & { readonly port: MessagePort };
const describers = await Promise.all(
  order.describers.map(async (url) => (url === undefined ? undefined : ((await import(url)) as Describer))),
);
const redactor = order.redactor === undefined ? undefined : ((await import(order.redactor)) as { readonly redactor: Redactor }).redactor;
const spool = attempt(() => new LaneSpool({ ...order, files: nodeFiles }));
const lane = spool?.lane({ ...order, redactor });

port.on("message", (message: ThreadBatch | "finish") => {
  attempt(() => {
    if (message === "finish") finish();
    else read(message);
  });
});

function read({ source, ordinal, slab, paths, sourceDigests, ...rest }: ThreadBatch): void {
  const batch: DocumentBatch = {
    ...rest,
    slab: new Uint8Array(slab),
    paths: typeof paths === "string" ? Array.from({ length: rest.count }, () => paths) : paths,
    ...(sourceDigests === undefined ? {} : { sourceDigests }),
  };
  const rejects = lane?.read(source, describers[source] as Describer, batch) ?? [];
  tell({ kind: "done", ordinal, rejects, slab }, [slab]);
}

function finish(): void {
  if (spool === undefined || lane === undefined) return;
  tell({ kind: "finished", inventory: spool.finish(), tally: lane.tally.state });
  port.close();
}

/** A failure that the user can do something about is told; any other ends the thread, which is told too. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    const { code, message: text, place, hint } = error;
    tell({ kind: "failed", code, text, place, hint });
    return undefined;
  }
}

function tell(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
