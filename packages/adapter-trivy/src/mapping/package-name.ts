// Under which keys Trivy looks for a package (trivy-db pkg/vulnsrc/vulnerability/vulnerability.go, NormalizePkgName). It knows names only.
import { toLower } from "../versions/go-text.js";

/** Keys of a language's package, at least one: first that under which Trivy looks for a package of just this spelling. */
export function languageKeys(ecosystem: string, name: string): readonly string[] {
  switch (ecosystem) {
    case "pip": {
      // Trivy leaves dots as they are; lock files have names as PEP 503 writes them.
      const asked = toLower(name).replaceAll("_", "-");
      const met = joiningKey(ecosystem, name);
      return asked === met ? [asked] : [asked, met];
    }
    case "swift": {
      const asked = name.replace(/^https:\/\//, "").replace(/\.git$/, "");
      const met = joiningKey(ecosystem, name);
      return asked === met ? [asked] : [asked, met];
    }
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

/** The one key in which all spellings of a package meet: what is known under it is written under each of them. */
export function joiningKey(ecosystem: string, name: string): string {
  if (ecosystem === "pip") return toLower(name).replaceAll(/[-_.]+/g, "-");
  if (ecosystem === "swift")
    return name
      .replace(/^https?:\/\//, "")
      .replace(/\/+$/, "")
      .replace(/\.git$/, "");
  return languageKeys(ecosystem, name)[0] as string;
}

/** Whether Trivy ever looks for such a name: of Maven it knows a group and an artifact. */
export function isLookedFor(ecosystem: string, name: string): boolean {
  return ecosystem !== "maven" || /^[^:]+:[^:]/.test(name);
}

/** Far below what bbolt takes (32,768 bytes), far above any real name. */
const MAX_KEY_LENGTH = 4096;

/** Whether the text can be a key of the database, and of our sorts: not empty, not too long, no control characters. */
export function isKey(text: string): boolean {
  if (text === "" || text.length > MAX_KEY_LENGTH) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return false;
  return true;
}
