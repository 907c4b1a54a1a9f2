// A secret goes whole or not at all: whatever signs it holds, nothing of a value that counts may be left behind its marker.
import { encodeCanonical } from "@stella-export/core";
import { describe, expect, it } from "vitest";
import { redactor } from "./redactor.js";

const decoder = new TextDecoder();
const MARKER = "[redacted:secret-assignment]";
const SIGNS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\"é€".split("");

function edited(record: object): unknown {
  return JSON.parse(decoder.decode(redactor.redact("finding", "trivy", encodeCanonical(record), "edit").bytes));
}

function title(text: string): string {
  return (edited({ Results: [{ Vulnerabilities: [{ Title: text }] }] }) as { Results: [{ Vulnerabilities: [{ Title: string }] }] })
    .Results[0].Vulnerabilities[0].Title;
}

function withEnv(...variables: string[]): object {
  return { Metadata: { ImageConfig: { config: { Env: variables } } } };
}

describe("a variable of an environment", () => {
  it.each(SIGNS)("goes to the end of its string, with %s in it, before and behind", (sign) => {
    const [before, behind] = sign === "$" || sign === "<" || sign === "{" || sign === "%" || sign === "=" ? ["", sign] : [sign, sign];
    expect(edited(withEnv(`DB_PASSWORD=${before}Pa55${sign}word ${sign} 2${behind}`, "X=1"))).toEqual(
      withEnv(`DB_PASSWORD=${MARKER}`, "X=1"),
    );
  });

  it.each(["DB_PASSWORD=", "API_TOKEN=${TOKEN}", "API_TOKEN='${TOKEN}'", "SECRET=none", "PASSWORD=****", "PATH=/usr/bin;/bin"])(
    "stays where it is no secret: %s",
    (variable) => {
      expect(edited(withEnv(variable))).toEqual(withEnv(variable));
    },
  );

  it("goes whole as an argument too, in quotes, and as two of one string", () => {
    const cmd = (...Cmd: string[]): object => ({ Metadata: { ImageConfig: { config: { Cmd } } } });
    expect(edited(cmd("--db.password=a b1", 'TOKEN="abc12" d', "sh"))).toEqual(cmd(`--db.password=${MARKER}`, `TOKEN=${MARKER}`, "sh"));
    expect(edited(cmd("TOKEN=${A} PASSWORD=a1b2c3;d e"))).toEqual(cmd(`TOKEN=\${A} PASSWORD=${MARKER} e`));
  });
});

describe("in free text", () => {
  it.each(SIGNS.filter((sign) => !"([{".includes(sign)))("a value goes to the next blank, with %s in it and behind", (sign) => {
    expect(title(`run password=a1b2${sign}c3d4${sign} now`)).toBe(`run password=${MARKER} now`);
    expect(title(`run\npassword: a1b2c3${sign}d4${sign}\nnow`)).toBe(`run\npassword: ${MARKER}\nnow`);
  });

  it.each([
    // To the quote that was open before it, not to one within it.
    ["sh -c 'login password=a1b2;c3' now", `sh -c 'login password=${MARKER}' now`],
    ["'password=a1b2 c3;d4', then", `'password=${MARKER}', then`],
    ['{"Env":["DB_PASSWORD=Pa55,word;2 x","A=1"]}', `{"Env":["DB_PASSWORD=${MARKER}","A=1"]}`],
    [JSON.stringify('{"Env":["DB_PASSWORD=Pa55,word;2","A=1"]}'), JSON.stringify(`{"Env":["DB_PASSWORD=${MARKER}","A=1"]}`)],
    ["users' password=a1b2'c3' x", `users' password=${MARKER} x`],
    ["password='a1b2'c3;d4' x", `password='${MARKER}' x`],
    // The first piece alone is too short to be told.
    ["password: a1b2,c3d4 x", `password: ${MARKER} x`],
    ["PASSWORD=a,1b2c3", `PASSWORD=${MARKER}`],
    // A parameter of a URL ends where the next begins.
    ["https://h.example/f?token=C4naryC4naryC4nary,c4na;2&x=1", "https://h.example/f?token=[redacted:url-credential]&x=1"],
    ["https://a.example/f?sv=1&sig=C4naryC4naryC4nary,C4nary&x=1", "https://a.example/f?sv=1&sig=[redacted:url-credential]&x=1"],
  ])("%s", (text, wanted) => {
    expect(title(text)).toBe(wanted);
  });

  it.each([
    "login(user=u, password=p, host=h1)",
    "login(user=u,password=p,host=h1)",
    "token: it,leaks and key: v1,v2",
    "secret=none;token=null,x1",
    "api_key: 1.2,3.4a",
  ])("%s stays", (text) => {
    expect(title(text)).toBe(text);
  });
});
