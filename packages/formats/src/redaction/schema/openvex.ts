// Fields of OpenVEX 0.2.0 (github.com/openvex/spec).
import { each, type Fields } from "./fields.js";

const product: Fields = {
  "": "reference",
  "@id": "reference",
  identifiers: each("identifier", "purl cpe22 cpe23"),
  hashes: { "*": "identifier" },
  supplier: "text",
};

export const OPENVEX: Fields = {
  "@id": "id",
  ...each("identifier", "@context version"),
  ...each("date", "timestamp last_updated"),
  ...each("text", "author role tooling"),
  statements: {
    ...each("identifier", "@id version"),
    ...each("date", "timestamp last_updated action_statement_timestamp"),
    ...each("term", "status justification"),
    ...each("text", "status_notes impact_statement action_statement supplier"),
    vulnerability: { "": "identifier", ...each("identifier", "@id name aliases"), description: "text" },
    products: { ...product, subcomponents: product },
  },
};
