// Fulcio and Rekor on this machine: sigstore's own mock services behind a small server, and what a receiver would trust of them. For tests only.
import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";
import { TrustedRoot } from "@sigstore/protobuf-specs";

export interface SigstoreServices {
  readonly fulcioUrl: string;
  readonly rekorUrl: string;
  readonly trustedRoot: TrustedRoot;
  /** Requests that each service got. */
  readonly calls: { fulcio: number; rekor: number };
  /** A service answers with this status instead, until it is called without one. */
  readonly failWith: (service?: "fulcio" | "rekor", status?: number) => void;
  readonly close: () => Promise<void>;
}

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

export async function openSigstoreServices(): Promise<SigstoreServices> {
  const ctLog = await initializeCTLog(newKeys());
  const ca = await initializeCA(newKeys(), ctLog);
  const tlogKeys = newKeys();
  const tlog = await initializeTLog("http://rekor.test", tlogKeys);
  const handlers = [fulcioHandler(ca), rekorHandler(tlog)];
  const calls = { fulcio: 0, rekor: 0 };
  let failure: { service: string; status: number } | undefined;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const handler = handlers.find(({ path }) => request.url === path);
      const service = handler === handlers[0] ? "fulcio" : "rekor";
      calls[service]++;
      if (handler === undefined || failure?.service === service) {
        response.writeHead(failure?.status ?? 404).end("{}");
        return;
      }
      const { statusCode, response: answer, contentType } = await handler.fn(asLogged(body));
      response.writeHead(statusCode, { "content-type": contentType ?? "text/plain" });
      response.end(typeof answer === "string" ? answer : Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const always = { start: "2020-01-01T00:00:00Z" };
  const base64 = (bytes: ArrayBufferView): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const log = (key: Uint8Array, id: ArrayBufferView) => ({
    baseUrl: "http://rekor.test",
    hashAlgorithm: "SHA2_256",
    publicKey: { rawBytes: base64(key), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: always },
    logId: { keyId: base64(id) },
  });
  return {
    fulcioUrl: url,
    rekorUrl: `${url}/`,
    calls,
    trustedRoot: TrustedRoot.fromJSON({
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] }, validFor: always }],
      ctlogs: [log(ctLog.publicKey, ctLog.logID)],
      tlogs: [log(tlog.publicKey, createHash("sha256").update(tlog.publicKey).digest())],
    }),
    failWith: (service, status = 500) => void (failure = service === undefined ? undefined : { service, status }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What Rekor makes of a proposed `dsse` entry before it logs it; the mock would log it as it came. */
function asLogged(body: string): string {
  const entry = JSON.parse(body) as { kind?: string; spec: { proposedContent?: { envelope: string; verifiers: string[] } } };
  const proposed = entry.spec?.proposedContent;
  if (entry.kind !== "dsse" || proposed === undefined) return body;
  const envelope = JSON.parse(proposed.envelope) as { payload: string; signatures: { sig: string }[] };
  const hashOf = (bytes: Buffer) => ({ algorithm: "sha256", value: createHash("sha256").update(bytes).digest("hex") });
  const spec = {
    envelopeHash: hashOf(Buffer.from(proposed.envelope)),
    payloadHash: hashOf(Buffer.from(envelope.payload, "base64")),
    signatures: envelope.signatures.map(({ sig }, i) => ({ signature: sig, verifier: proposed.verifiers[i] })),
  };
  return JSON.stringify({ ...entry, spec });
}

/** An unsigned JWT is enough for the mock, which reads the claims only. */
export function identityToken(subject = "maker@example.test"): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ sub: subject, iss: "https://issuer.test", aud: "sigstore" })}.`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
