// Matches whole texts against a regular expression in time linear to the text, whatever the text: a deterministic automaton that is built
// while it runs. The range grammars of Trivy are ambiguous (`(digits+)*` and worse), which costs a backtracking engine exponential time.

/** Parts of an expression: where it begins and ends among the states. */
interface Fragment {
  readonly start: number;
  readonly end: number;
}

/** Most states that are kept; the grammars here need a few hundred. Beyond it the automaton forgets and starts anew. */
const MAX_STATES = 2048;
const ASCII = 128;

/**
 * A regular expression of literals, escapes, classes, groups, `|`, `*`, `+` and `?` over ASCII; everything else never matches.
 * It is anchored at both ends.
 */
export class LinearPattern {
  /** Per state of the nondeterministic automaton: the characters that lead to `next`, or `undefined` for a state that only branches. */
  readonly #accepts: (Uint8Array | undefined)[] = [];
  readonly #next: number[][] = [];
  readonly #final: number;
  readonly #start: number;
  readonly #source: string;
  #at = 0;
  #known = new Map<string, number>();
  /** Per deterministic state: where each character leads (-1: nowhere, -2: not known yet). */
  #table: Int16Array[] = [];
  #members: number[][] = [];
  #isFinal: boolean[] = [];

  constructor(source: string) {
    this.#source = source;
    const whole = this.#alternatives();
    if (this.#at !== source.length) throw new TypeError(`not a linear pattern, at ${this.#at}: ${source}`);
    this.#start = whole.start;
    this.#final = whole.end;
    this.#forget();
  }

  accepts(text: string): boolean {
    let state = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code >= ASCII) return false;
      let next = this.#table[state]?.[code] ?? -1;
      if (next === -2) next = this.#follow(state, code);
      if (next < 0) return false;
      state = next;
    }
    return this.#isFinal[state] === true;
  }

  #forget(): number {
    this.#known = new Map();
    this.#table = [];
    this.#members = [];
    this.#isFinal = [];
    return this.#stateOf([this.#start]);
  }

  #follow(state: number, code: number): number {
    const targets: number[] = [];
    for (const member of this.#members[state] ?? []) {
      if (this.#accepts[member]?.[code] === 1) targets.push(...(this.#next[member] ?? []));
    }
    if (targets.length === 0) {
      this.#table[state]?.fill(-1, code, code + 1);
      return -1;
    }
    if (this.#members.length >= MAX_STATES) {
      this.#forget();
      return this.#stateOf(targets);
    }
    const next = this.#stateOf(targets);
    this.#table[state]?.fill(next, code, code + 1);
    return next;
  }

  /** The deterministic state of these states and all that they reach without a character. */
  #stateOf(seeds: readonly number[]): number {
    const reached = new Set<number>();
    const pending = [...seeds];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      if (reached.has(state)) continue;
      reached.add(state);
      if (this.#accepts[state] === undefined) pending.push(...(this.#next[state] ?? []));
    }
    const members = [...reached].sort((a, b) => a - b);
    const key = members.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.#members.push(members) - 1;
    this.#known.set(key, made);
    this.#table.push(new Int16Array(ASCII).fill(-2));
    this.#isFinal.push(reached.has(this.#final));
    return made;
  }

  #state(characters: Uint8Array | undefined, ...next: number[]): number {
    this.#next.push(next);
    return this.#accepts.push(characters) - 1;
  }

  #alternatives(): Fragment {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      branches.push(this.#sequence());
    }
    const [only] = branches;
    if (branches.length === 1 && only !== undefined) return only;
    const end = this.#state(undefined);
    for (const branch of branches) this.#next[branch.end]?.push(end);
    return { start: this.#state(undefined, ...branches.map(({ start }) => start)), end };
  }

  #sequence(): Fragment {
    const start = this.#state(undefined);
    let end = start;
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] ?? "")) {
      const part = this.#repeated();
      this.#next[end]?.push(part.start);
      end = part.end;
    }
    return { start, end };
  }

  #repeated(): Fragment {
    const one = this.#single();
    const times = this.#source[this.#at] ?? "";
    if (times === "" || !"*+?".includes(times)) return one;
    this.#at++;
    const end = this.#state(undefined);
    this.#next[one.end]?.push(end);
    if (times !== "?") this.#next[one.end]?.push(one.start);
    return { start: times === "+" ? one.start : this.#state(undefined, one.start, end), end };
  }

  #single(): Fragment {
    if (this.#source[this.#at] === "(") {
      this.#at += this.#source.startsWith("(?:", this.#at) ? 3 : 1;
      const inner = this.#alternatives();
      this.#at++;
      return inner;
    }
    const characters = new Uint8Array(ASCII);
    if (this.#source[this.#at] === "[") {
      this.#at++;
      while (this.#source[this.#at] !== "]") this.#classMember(characters);
      this.#at++;
    } else characters.fill(1, this.#character(), this.#lastCharacter + 1);
    const end = this.#state(undefined);
    return { start: this.#state(characters, end), end };
  }

  #lastCharacter = 0;

  #classMember(characters: Uint8Array): void {
    const first = this.#character();
    let last = first;
    if (this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]") {
      this.#at++;
      last = this.#character();
    }
    characters.fill(1, first, last + 1);
  }

  #character(): number {
    if (this.#source[this.#at] === "\\") this.#at++;
    this.#lastCharacter = this.#source.charCodeAt(this.#at++);
    return this.#lastCharacter;
  }
}
