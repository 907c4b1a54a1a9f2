// What a source file imports, uses and declares, read from its syntax tree.
// It knows TypeScript's syntax and judges nothing.
import { parseSync } from "vite";

export interface Fact {
  readonly name: string;
  readonly line: number;
}

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Module specifiers of import, export … from, import(), require() and import("…") types. */
  readonly imports: readonly Fact[];
  /** Uses named in `REFUSED_USES`. */
  readonly uses: readonly Fact[];
  /** `default export`, `enum`, `namespace`. */
  readonly declarations: readonly Fact[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}

type Found = readonly ["import" | "use" | "declaration", string];

export function readSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const facts = { import: [] as Fact[], use: [] as Fact[], declaration: [] as Fact[] };
  walk(program as unknown as Node, (node) => {
    for (const [kind, name] of [...moduleFacts(node), ...useFacts(node), ...declarationFacts(node)]) {
      facts[kind].push({ name, line: text.slice(0, node.start).split("\n").length });
    }
  });
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return { path, lines, imports: facts.import, uses: facts.use, declarations: facts.declaration };
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function moduleFacts(node: Node): Found[] {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return isNode(node.source) ? [["import", literalOf(node.source)]] : [];
    case "TSExternalModuleReference":
      return [["import", literalOf(node.expression)]];
    case "CallExpression":
      return nameOf(node.callee) === "require" ? [["import", literalOf((node.arguments as Node[])[0])]] : [];
    default:
      return [];
  }
}

const COMPUTED = "(computed)";
const RANDOM = new Set(["randomUUID", "randomBytes", "randomInt", "randomFill", "randomFillSync", "getRandomValues"]);
const MEMBERS = new Set(["Date.now", "Math.random", "process.env", "process.hrtime"]);

function useFacts(node: Node): Found[] {
  const use = (name: string): Found[] => [["use", name]];
  switch (node.type) {
    case "NewExpression":
      return nameOf(node.callee) === "Date" && (node.arguments as Node[]).length === 0 ? use("new Date()") : [];
    case "CallExpression": {
      if (nameOf(node.callee) === "Date") return use("new Date()");
      if (nameOf(node.callee) === "require" && literalOf((node.arguments as Node[])[0]) === COMPUTED) return use("computed import");
      const sorts = isNode(node.callee) && node.callee.type === "MemberExpression" && /^(sort|toSorted)$/.test(nameOf(node.callee));
      return sorts && (node.arguments as Node[]).length === 0 ? use("sort without comparator") : [];
    }
    case "MemberExpression": {
      // globalThis.Date.now and Date["now"] are the same thing.
      const member = `${nameOf(node.object)}.${nameOf(node)}`;
      return MEMBERS.has(member) ? use(member) : [];
    }
    case "VariableDeclarator":
      return destructured(node.id, nameOf(node.init));
    case "ImportExpression":
      return literalOf(node.source) === COMPUTED ? use("computed import") : [];
    case "ImportDeclaration":
      return (node.specifiers as Node[]).flatMap((part) => importedUse(literalOf(node.source), nameOf(part.imported)));
    case "Identifier":
    case "Literal":
      return identifierUse(node.type === "Identifier" ? String(node.name) : "");
    default:
      return [];
  }
}

function identifierUse(name: string): Found[] {
  if (RANDOM.has(name)) return [["use", "randomness"]];
  if (name === "performance") return [["use", "performance"]];
  if (name === "Intl" || name === "localeCompare" || /^toLocale[A-Z]/.test(name)) return [["use", "locale"]];
  return [];
}

/** `const { now } = Date` and the like. */
function destructured(pattern: unknown, from: string): Found[] {
  if (!isNode(pattern) || pattern.type !== "ObjectPattern") return [];
  const members = (pattern.properties as Node[]).map((property) => `${from}.${nameOf(property.key)}`);
  return members.filter((member) => MEMBERS.has(member)).map((member) => ["use", member]);
}

function importedUse(module: string, name: string): Found[] {
  const member = `process.${name}`;
  return /^(node:)?process$/.test(module) && MEMBERS.has(member) ? [["use", member]] : [];
}

function declarationFacts(node: Node): Found[] {
  switch (node.type) {
    case "ExportDefaultDeclaration":
      return [["declaration", "default export"]];
    case "ExportSpecifier":
      return nameOf(node.exported) === "default" ? [["declaration", "default export"]] : [];
    case "TSEnumDeclaration":
      return [["declaration", "enum"]];
    case "TSModuleDeclaration":
      return [["declaration", "namespace"]];
    default:
      return [];
  }
}

/** The last name of an expression: of `a`, of `x.a`, of `x["a"]`, of `"a"`. */
function nameOf(value: unknown): string {
  if (!isNode(value)) return "";
  switch (value.type) {
    case "Identifier":
      return String(value.name);
    case "Literal":
      return String(value.value);
    case "MemberExpression":
      return value.computed === true && isNode(value.property) && value.property.type !== "Literal" ? "" : nameOf(value.property);
    case "ChainExpression":
    case "ParenthesizedExpression":
      return nameOf(value.expression);
    default:
      return "";
  }
}

function literalOf(value: unknown): string {
  if (isNode(value) && value.type === "Literal" && typeof value.value === "string") return value.value;
  return COMPUTED;
}
