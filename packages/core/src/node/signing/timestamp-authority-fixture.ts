// A real timestamp authority on this machine: `openssl ts` behind a small server. For tests only.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CONFIG = `
[req]
distinguished_name = name
prompt = no
[name]
CN = test
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ts]
serial = serial
crypto_device = builtin
digests = sha256
default_policy = 1.2.3.4.1
signer_digest = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
accuracy = secs:1
`;

export interface TimestampAuthority {
  readonly url: string;
  /** PEM of the authority's certificate and of the one above it. */
  readonly certificates: { readonly leaf: string; readonly root: string };
  /** Whether `openssl ts -verify` takes a response for these bytes. */
  readonly accepts: (response: Uint8Array, bytes: Uint8Array) => boolean;
  /** Answers like this instead, until it is called without an answer. */
  readonly answerWith: (answer?: (response: ServerResponse, good: Buffer) => void) => void;
  readonly close: () => Promise<void>;
}

export async function openTimestampAuthority(): Promise<TimestampAuthority> {
  const folder = mkdtempSync(join(tmpdir(), "tsa-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Buffer => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  writeFileSync(at("config"), CONFIG);
  writeFileSync(at("serial"), "01\n");
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "config", "-days", "30"];
  openssl("req", "-x509", ...curve, "-subj", "/CN=test root", "-extensions", "ca", "-keyout", "root.key", "-out", "root.pem");
  openssl("req", ...curve.slice(0, -2), "-new", "-subj", "/CN=test TSA", "-keyout", "tsa.key", "-out", "tsa.csr");
  const issue = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "config", "-extensions", "tsa", "-days", "30"];
  openssl("x509", "-req", "-in", "tsa.csr", ...issue, "-out", "tsa.pem");
  let answer: ((response: ServerResponse, good: Buffer) => void) | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      writeFileSync(at("query.tsq"), Buffer.concat(parts));
      const reply = [
        "ts",
        "-reply",
        "-config",
        "config",
        "-section",
        "ts",
        "-queryfile",
        "query.tsq",
        "-signer",
        "tsa.pem",
        "-inkey",
        "tsa.key",
      ];
      openssl(...reply, "-out", "response.tsr");
      const good = readFileSync(at("response.tsr"));
      response.setHeader("content-type", "application/timestamp-reply");
      if (answer === undefined) response.end(good);
      else answer(response, good);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    certificates: { leaf: readFileSync(at("tsa.pem"), "utf8"), root: readFileSync(at("root.pem"), "utf8") },
    accepts(response, bytes) {
      writeFileSync(at("given.tsr"), response);
      writeFileSync(at("data"), bytes);
      try {
        return openssl("ts", "-verify", "-data", "data", "-in", "given.tsr", "-CAfile", "root.pem").toString("utf8").includes("OK");
      } catch {
        return false;
      }
    },
    answerWith: (given) => void (answer = given),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
