// Fields of CSAF 2.0 (docs.oasis-open.org/csaf/csaf/v2.0).
import { each, type Fields } from "./fields.js";

const acknowledgments: Fields = { ...each("text", "names organization summary"), urls: "identifier" };
const notes: Fields = { ...each("text", "text title audience"), category: "term" };
const references: Fields = { url: "identifier", category: "term", summary: "text" };

const product: Fields = {
  name: "identifier",
  product_id: "reference",
  product_identification_helper: {
    ...each("identifier", "cpe purl model_numbers sbom_urls serial_numbers skus"),
    hashes: { filename: "identifier", file_hashes: { algorithm: "term", value: "identifier" } },
    x_generic_uris: each("identifier", "namespace uri"),
  },
};

const branch: Fields = {
  category: "term",
  name: "identifier",
  product,
  get branches(): Fields {
    return branch;
  },
};

const involved: Fields = { ...each("reference", "group_ids product_ids"), date: "date" };

export const CSAF: Fields = {
  document: {
    ...each("identifier", "csaf_version lang source_lang"),
    ...each("text", "title"),
    category: "term",
    aggregate_severity: { text: "term", namespace: "identifier" },
    acknowledgments,
    distribution: { text: "text", tlp: { label: "term", url: "identifier" } },
    notes,
    publisher: { category: "term", ...each("text", "name contact_details issuing_authority"), namespace: "identifier" },
    references,
    tracking: {
      id: "id",
      ...each("identifier", "aliases version"),
      ...each("date", "current_release_date initial_release_date"),
      status: "term",
      generator: { date: "date", engine: { name: "text", version: "identifier" } },
      revision_history: { date: "date", ...each("identifier", "number legacy_version"), summary: "text" },
    },
  },
  product_tree: {
    branches: branch,
    full_product_names: product,
    product_groups: { ...each("reference", "group_id product_ids"), summary: "text" },
    relationships: {
      category: "term",
      full_product_name: product,
      ...each("reference", "product_reference relates_to_product_reference"),
    },
  },
  vulnerabilities: {
    ...each("identifier", "cve"),
    ...each("date", "discovery_date release_date"),
    title: "text",
    acknowledgments,
    cwe: { id: "identifier", name: "text" },
    flags: { ...involved, label: "term" },
    ids: { system_name: "text", text: "identifier" },
    involvements: { date: "date", ...each("term", "party status"), summary: "text" },
    notes,
    product_status: { "*": "reference" },
    references,
    remediations: {
      ...involved,
      category: "term",
      ...each("text", "details entitlements"),
      url: "identifier",
      restart_required: { category: "term", details: "text" },
    },
    scores: { products: "reference", cvss_v2: { "*": "identifier" }, cvss_v3: { "*": "identifier" } },
    threats: { ...involved, category: "term", details: "text" },
  },
};
