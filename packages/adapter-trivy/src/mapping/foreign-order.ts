// Versions of one release that Trivy's comparer has in another order than the ecosystem has. It knows the two ecosystems where records name
// such versions.
import type { Order, Point } from "./evaluated-events.js";
import type { LanguageTarget } from "./target.js";

export interface ForeignVersions {
  /** To be named one by one. */
  readonly named: readonly string[];
  /** Whether these are all versions of the branch: no range says more. */
  readonly areAll: boolean;
}

const RELEASE = /^v?(\d+(?:\.\d+)*)(.*)$/;
/** Composer: a patch level is later than the release. Trivy's comparer takes it for earlier, and orders levels as texts. */
const PATCH_LEVEL = /^(-?(?:p|pl|patch)\.?)(\d+)$/i;
const MAX_LEVELS = 1000;

/** Of a branch with one end; `undefined` where the comparer has its versions in the ecosystem's order. */
export function foreignVersions(
  [first, last, ...more]: readonly Point[],
  { ecosystem }: LanguageTarget,
  order: Order,
): ForeignVersions | undefined {
  if ((ecosystem !== "bitnami" && ecosystem !== "composer") || first?.kind !== "introduced" || last === undefined || more.length > 0)
    return undefined;
  const [, release, begin = ""] = RELEASE.exec(first.text) ?? [];
  const [, lastRelease, end = ""] = RELEASE.exec(last.text) ?? [];
  const isOne = release === lastRelease;
  if (ecosystem === "composer") return patchLevels(isOne ? begin : undefined, first.text, last, end);
  // A record of SEMVER: pre-releases of the release that is fixed. To Bitnami's comparer they are later builds of it.
  return isOne && begin.startsWith("-") && end === "" && order(first, last) > 0 ? { named: [first.text], areAll: true } : undefined;
}

/** `begin`: what follows the release where the branch begins with it. */
function patchLevels(begin: string | undefined, from: string, { kind, text }: Point, end: string): ForeignVersions | undefined {
  const [, sign = "", to] = PATCH_LEVEL.exec(end) ?? [];
  if (to === undefined) return undefined;
  const release = text.slice(0, text.length - end.length);
  const start = PATCH_LEVEL.exec(begin ?? "")?.[2];
  if (start?.length === to.length) return undefined;
  const [low, high] = [Number(start ?? 0) + 1, Number(to) - (kind === "fixed" ? 1 : 0)];
  if (high - low >= MAX_LEVELS) return undefined;
  const levels = Array.from({ length: Math.max(high - low + 1, 0) }, (_, i) => `${release}${sign}${low + i}`);
  const areAll = start !== undefined || begin === "";
  return { named: [areAll ? from : release, ...levels], areAll };
}
