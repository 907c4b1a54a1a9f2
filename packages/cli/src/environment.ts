// The one door to the environment. It knows the variables' names and what they mean, not who asks.

export interface Environment {
  /** `NO_COLOR` is set (https://no-color.org: to anything but the empty string). */
  readonly noColor: boolean;
  /** The terminal can do no more than print lines. */
  readonly dumbTerminal: boolean;
  /** `STELLA_DEBUG=1`: defects are reported with their stack. */
  readonly debug: boolean;
  /** `STELLA_KEY_PASSWORD`, else `COSIGN_PASSWORD`; set to nothing is the empty password. */
  readonly keyPassword: string | undefined;
  /** `SIGSTORE_ID_TOKEN`, as for cosign. */
  readonly identityToken: string | undefined;
}

export function readEnvironment(): Environment {
  const { NO_COLOR, TERM, STELLA_DEBUG, STELLA_KEY_PASSWORD, COSIGN_PASSWORD, SIGSTORE_ID_TOKEN } = process.env;
  return {
    noColor: NO_COLOR !== undefined && NO_COLOR !== "",
    dumbTerminal: TERM === "dumb",
    debug: STELLA_DEBUG === "1",
    keyPassword: STELLA_KEY_PASSWORD ?? COSIGN_PASSWORD,
    identityToken: SIGSTORE_ID_TOKEN === "" ? undefined : SIGSTORE_ID_TOKEN,
  };
}
