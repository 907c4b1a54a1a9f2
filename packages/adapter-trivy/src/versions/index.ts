export { isVulnerable, type AdvisoryVersions } from "./advisory.js";
export { schemeOfLanguage, schemeOfSystem } from "./ecosystems.js";
export type { Range, RangeProblem, RangeScheme, Version, VersionScheme } from "./scheme.js";
