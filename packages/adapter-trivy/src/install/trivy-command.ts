// The command line that scans with a cache as install leaves it. Every word of it is known to every Trivy from 0.37 on.
import { join, resolve } from "node:path";
import { nodeFiles } from "@stella-export/core/node";
import { type DatabaseSlot, METADATA, SLOTS } from "./database-slot.js";

/** `installed` is the database that is, or will be, there. */
export function trivyCommand(cache: string, installed: DatabaseSlot): readonly string[] {
  const [, java] = SLOTS;
  const hasJava = installed === java || nodeFiles.look(join(cache, java.name, METADATA)) === "file";
  return [
    "trivy",
    "fs",
    "--cache-dir",
    resolve(cache),
    "--skip-db-update",
    // Without a Java database the flag would only turn "cannot download" into another failure.
    ...(hasJava ? ["--skip-java-db-update"] : []),
    "--offline-scan",
    ".",
  ];
}
