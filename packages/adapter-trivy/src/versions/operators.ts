// The comparison operators of constraints, alike in all of Trivy's languages. It knows an order that was found, not versions.

/** What the operator says of a version's order against its bound; `undefined` for `~>`, `~` and `^`, which ask for an upper end too. */
export function holds(operator: string, order: -1 | 0 | 1): boolean | undefined {
  switch (operator) {
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      return order <= 0;
    case "~>":
    case "~":
    case "^":
      return undefined;
    default:
      return order === 0;
  }
}
