// Cases about what an adapter is called and what it takes from a profile.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { inspect } from "node:util";
import { type Adapter, decodeUtf8, encodeCanonical, isKind } from "@stella-export/core";
import { codeOf, type ContractCase, failureOf } from "../contract-case.js";
import type { AdapterContractOptions } from "./adapter-contract.js";

const NAME = /^[a-z0-9-]{1,32}:[a-z0-9-]{1,32}$/;

export function optionCases({ adapter, options = {} }: AdapterContractOptions): ContractCase[] {
  return [
    {
      name: "name is KIND:VARIANT, version is given, kinds are kinds",
      async run() {
        match(adapter.name, NAME);
        ok(typeof adapter.version === "string" && adapter.version !== "", "no version");
        ok(adapter.kinds.length > 0, "no kinds");
        for (const kind of adapter.kinds) ok(isKind(kind), `${String(kind)} is no kind`);
        equal(new Set(adapter.kinds).size, adapter.kinds.length, "a kind is named twice");
      },
    },
    {
      name: "parseOptions gives a JSON object, the same again for the same options",
      async run() {
        const before = JSON.stringify(options);
        const parsed = adapter.parseOptions(options);
        ok(typeof parsed === "object" && parsed !== null && !Array.isArray(parsed), "the result is no object");
        // The profile's digest is taken of it: what JSON leaves out would not be part of that.
        deepEqual(JSON.parse(decodeUtf8(encodeCanonical(parsed))), { ...parsed });
        deepEqual(adapter.parseOptions(options), parsed);
        equal(JSON.stringify(options), before, "it changed the options that it was given");
      },
    },
    {
      name: "parseOptions of its own result changes nothing",
      async run() {
        const parsed = adapter.parseOptions(options);
        deepEqual(adapter.parseOptions(parsed), parsed);
      },
    },
    {
      name: "parseOptions refuses an unknown option with PROFILE_INVALID",
      async run() {
        const unknown = { ...options, "no-adapter-has-this-option": 1 };
        const failure = await failureOf("parseOptions of an unknown option", parse(adapter, unknown));
        equal(codeOf(failure), "ERR_EXPORT_PROFILE_INVALID", `another failure: ${inspect(failure)}`);
      },
    },
  ];
}

// Asynchronous, so that what it throws is a rejection.
async function parse(adapter: Adapter, options: unknown): Promise<void> {
  adapter.parseOptions(options);
}
