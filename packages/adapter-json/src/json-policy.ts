// `json:policy`: what `json:raw` writes, in a bundle that must carry the policy snapshot that the findings were decided under. The
// snapshot itself is checked and written by core; the evaluations are records like any other.
import type { Adapter } from "@stella-export/core";
import { jsonRaw } from "./json-raw.js";

export const jsonPolicy: Adapter = { ...jsonRaw, name: "json:policy", policySnapshotMode: "required" };
