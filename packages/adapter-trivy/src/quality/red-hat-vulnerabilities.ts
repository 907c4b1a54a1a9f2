// Vulnerabilities of one package of Red Hat: an erratum is of many, and the same one may stand under several keys, so that keys say nothing about
// how much a database holds.
import { decodeUtf8 } from "@stella-export/core";
import { type JsonObject, objectOf, objectsOf } from "../mapping/json.js";
import { vulnerabilityOf } from "../mapping/red-hat-value.js";
import type { AdvisoryFacts } from "./value-facts.js";

export class RedHatVulnerabilities {
  readonly #known = new Map<string, AdvisoryFacts>();

  /** What a row says that no row before it said: whether the vulnerability is new, and which facts about it are. */
  *added(key: string, value: Uint8Array): Generator<AdvisoryFacts & { readonly isNew: boolean }, void> {
    for (const { FixedVersion, Cves } of entriesOf(value)) {
      const isFixed = typeof FixedVersion === "string" && FixedVersion !== "";
      for (const cve of objectsOf(Cves)) {
        const id = vulnerabilityOf(key, cve);
        const known = this.#known.get(id);
        const isRated = typeof cve.Severity === "number" && cve.Severity > 0;
        const all = {
          isRanged: isFixed || known?.isRanged === true,
          isFixed: isFixed || known?.isFixed === true,
          isRated: isRated || known?.isRated === true,
        };
        this.#known.set(id, all);
        yield {
          isNew: known === undefined,
          isRanged: all.isRanged && known?.isRanged !== true,
          isFixed: all.isFixed && known?.isFixed !== true,
          isRated: all.isRated && known?.isRated !== true,
        };
      }
    }
  }
}

/** Trivy ends the scan at what is no such value: it holds nothing. */
function entriesOf(value: Uint8Array): readonly JsonObject[] {
  try {
    return objectsOf(objectOf(JSON.parse(decodeUtf8(value)))["Entries"]);
  } catch {
    return [];
  }
}
