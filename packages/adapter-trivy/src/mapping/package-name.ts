// Under which keys Trivy looks for a package (trivy-db pkg/vulnsrc/vulnerability/vulnerability.go, NormalizePkgName). It knows names only.
import { toLower } from "../versions/go-text.js";

/** Keys of a language's package, at least one. */
export function languageKeys(ecosystem: string, name: string): readonly string[] {
  switch (ecosystem) {
    case "pip":
      return [toLower(name).replaceAll("_", "-")];
    case "swift":
      return [name.replace(/^https:\/\//, "").replace(/\.git$/, "")];
    case "go":
    case "cocoapods":
    case "julia":
      return [name];
    case "nuget": {
      // Trivy before 0.67 looks under the name as the project spells it, later ones in lower case.
      const lower = toLower(name);
      return lower === name ? [name] : [lower, name];
    }
    default:
      return [toLower(name)];
  }
}

/** `Moderate: httpd:2.4 security update`: what stands between the severity and the words is a list of modules. */
const MODULE = /^(?:[A-Z][a-z]+: )?(?:RHE?L \d+ )?([a-z0-9][\w.+-]*:[\w.+-]+)(?: |$)/;

/**
 * Key of a package of AlmaLinux or Rocky Linux. A package of a module is looked for as `httpd:2.4::mod_md`; that it is one is told by its
 * version, and which module by the errata's summary. `undefined` where that does not say.
 */
export function moduleKey(name: string, fixedVersions: readonly string[], summary: string): string | undefined {
  if (!fixedVersions.some((version) => version.includes(".module"))) return name;
  const module = MODULE.exec(summary)?.[1];
  return module === undefined ? undefined : `${module}::${name}`;
}

/** Far below what bbolt takes (32,768 bytes), far above any real name. */
const MAX_KEY_LENGTH = 4096;

/** Whether the text can be a key of the database, and of our sorts: not empty, not too long, no control characters. */
export function isKey(text: string): boolean {
  if (text === "" || text.length > MAX_KEY_LENGTH) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return false;
  return true;
}
