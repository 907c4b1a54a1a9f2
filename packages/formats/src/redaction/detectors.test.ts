// What looks like a secret or an address and is none, most of it met in real evidence; and what the canaries do not show.
import { encodeCanonical } from "@stella-export/core";
import { describe, expect, it } from "vitest";
import { redactor } from "./redactor.js";

const decoder = new TextDecoder();

/** `details` after edit, as prose; `purl` as an identifier. */
function edited(field: "details" | "purl", text: string): string {
  const record = field === "details" ? { details: text } : { affected: [{ package: { purl: text } }] };
  const { bytes } = redactor.redact("advisory", "osv", encodeCanonical(record), "edit");
  const after = JSON.parse(decoder.decode(bytes)) as { details?: string; affected?: [{ package: { purl: string } }] };
  return (field === "details" ? after.details : after.affected?.[0].package.purl) as string;
}

describe.each(["details", "purl"] as const)("in %s", (field) => {
  it.each([
    // name@version and scopes
    "rh-sso7-keycloak@18.0.7",
    "keycloak@18.0.7.Final",
    "spring-boot@2.0.4.RELEASE",
    "quarkus-bom@3.2.11.Final-redhat-00001",
    "@types/node@18.11.9",
    "@angular/core@next.beta",
    "aws4@v1.2.x",
    "debug@4.3.4|ansi-regex@5.0.1",
    "kind-of@6.0",
    "github.com/apple/swift-atomics@1.1.0",
    "crypto/certificate/google.com@sha256:1e15e0fbd3ce95bde5945633ae96add5",
    "kimb88/hello-world@sha256:0639155241cb",
    // locators
    "pkg:npm/%40angular/core@12.3.1",
    "pkg:github/acme/tool@release.branch",
    "pkg:generic/openssl@3.0.7?download_url=https://h.example/r@1.example.com",
    "cpe:2.3:a:base-passwd:base-passwd:3.5.51:*:*:*:*:*:*:*",
    "cpe:2.3:a:hashicorp:go-secure-stdlib\\/password:v0.1.1:*:*:*:*:*:*:*",
    "https://lists.example.org/thread/CAF+abc123@mail.gmail.com",
    "http://mail-archives.example.org/mod_mbox/x/%3C2014.GA12345@lists.example.org%3E",
    "https://example.com/reset?token=1234&password=x",
    "ssh://git@github.com/acme/tool.git",
    "git+ssh://git@github.com:acme/tool.git",
    "git@github.com:acme/tool.git",
    "deploy@git.example.com:acme/tool.git",
    // names and files
    "aes256-gcm@openssh.com",
    "curve25519-sha256@libssh.org",
    "getty@tty1.service",
    "logo@2x.png",
    "enc_fuzzer@Enc.EncTest",
    "getPassword(token)",
    "app-token:v1.2.3",
    "org.springframework.security:spring-security-password:5.0.1",
    "AKIA",
    "eyJhbGciOiJIUzI1NiJ9",
    "ghp_short",
    "npm_config_registry",
    "sk_live_",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
  ])("%s stays as it is", (text) => {
    expect(edited(field, text)).toBe(text);
  });
});

describe("prose", () => {
  it.each([
    "The password is sent in clear text, and the token: it leaks.",
    "Uses Bearer authentication or Basic authentication.",
    "Authorization: Bearer tokens are logged",
    "Authorization: token is required, an apikey too",
    "if (password == other) token = null; secret=${SECRET} api_key=<your key>",
    "password=********, token=xxxxxxxx, secret: [redacted:secret-assignment]",
    "var token = request.getParameter(name)",
    "Set passphrase: see below.",
    "@Deprecated and @app.route and user@host without a domain",
    "https://[redacted:url-credential]@h.example and postgres://${USER}:${PASS}@h.example",
  ])("%s", (text) => {
    expect(edited("details", text)).toBe(text);
  });

  it.each([
    ["(Jane <jane.d+x@sub.example.co.uk>).", "(Jane <[redacted:email]>)."],
    ["jane@163.com, john@EXAMPLE.COM", "[redacted:email], [redacted:email]"],
    ["a@b.example/c@d.example", "[redacted:email]/[redacted:email]"],
    ["[jane@example.com](mailto:jane@example.com)", "[[redacted:email]](mailto:[redacted:email])"],
    ["see https://h.example/x jane@example.com", "see https://h.example/x [redacted:email]"],
    ["jane@xn--bcher-kva.example", "[redacted:email]"],
    ["jane@bücher.xn--p1ai", "jane@bücher.xn--p1ai"], // limit: a domain that is not ASCII
    ["\u0000jane@example.com\u0001", "\u0000[redacted:email]\u0001"],
    ["https://h.example/f?access_token=C4naryC4naryC4nary&x=1", "https://h.example/f?access_token=[redacted:url-credential]&x=1"],
    [
      "https://h.example/f?X-Amz-Date=1&X-Amz-Signature=c4naryc4naryc4naryc4nary",
      "https://h.example/f?X-Amz-Date=1&X-Amz-Signature=[redacted:url-credential]",
    ],
    ["https://a.blob.example/f?sv=1&sig=C4naryC4naryC4nary%3D", "https://a.blob.example/f?sv=1&sig=[redacted:url-credential]"],
    ["mongodb+srv://u:p@ss@h.example/db", "mongodb+srv://[redacted:url-credential]@h.example/db"],
    ["DB_PASSWORD='C4nary pw 1' run", "DB_PASSWORD='[redacted:secret-assignment]' run"],
    ['{\\"clientSecret\\":\\"C4nary\\"}', '{\\"clientSecret\\":\\"[redacted:secret-assignment]\\"}'],
    ["'secret' => 'C4nary12'", "'secret' => '[redacted:secret-assignment]'"],
    ["secret := C4nary12", "secret := [redacted:secret-assignment]"],
    ["AccountKey=C4nary12/+==;EndpointSuffix=x y", "AccountKey=[redacted:secret-assignment] y"],
    ["Authorization: token 0123456789abcdef", "Authorization: token [redacted:authorization]"],
    ["{'Authorization': 'ApiKey c4nary12'}", "{'Authorization': 'ApiKey [redacted:authorization]'}"],
    ["authorization: bearer c4nary12", "authorization: bearer [redacted:authorization]"],
    [
      "-----BEGIN PRIVATE KEY-----\nC4naryC4naryC4naryC4naryC4nary\nC4naryC4naryC4naryC4naryC4nary\nthen prose",
      "[redacted:private-key]\nthen prose",
    ],
    ["-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nC4na\n-----END PGP PRIVATE KEY BLOCK----- x", "[redacted:private-key] x"],
  ])("%s", (text, wanted) => {
    expect(edited("details", text)).toBe(wanted);
  });
});

describe("an identifier", () => {
  it.each([
    ["jane@example.com", "[redacted:email]"],
    ["mailto:jane@example.com", "mailto:[redacted:email]"],
    ["password=C4nary12", "password=[redacted:secret-assignment]"],
    ["https://u:C4nary@h.example/x@1.0", "https://[redacted:url-credential]@h.example/x@1.0"],
    // Names that everybody knows: lists, and who scores vulnerabilities.
    ["dev-subscribe@camel.apache.org", "dev-subscribe@camel.apache.org"],
    ["users@servlet-spec.java.net", "users@servlet-spec.java.net"],
    ["nvd@nist.gov", "nvd@nist.gov"],
  ])("%s", (text, wanted) => {
    expect(edited("purl", text)).toBe(wanted);
  });
});
