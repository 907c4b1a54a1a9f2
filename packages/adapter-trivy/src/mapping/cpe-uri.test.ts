// Names of CPE in both forms.
import { expect, test } from "vitest";
import { cpeUri } from "./cpe-uri.js";

test.each([
  ["cpe:/o:redhat:enterprise_linux:9::baseos", "cpe:/o:redhat:enterprise_linux:9::baseos"],
  ["cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*", "cpe:/o:redhat:enterprise_linux:9::baseos"],
  ["cpe:2.3:o:redhat:enterprise_linux:10.1:*:*:*:*:*:*:*", "cpe:/o:redhat:enterprise_linux:10.1"],
  ["cpe:2.3:a:redhat:a_b:-:*:*:*:*:*:*:*", "cpe:/a:redhat:a_b:-"],
  ["cpe:2.3:a:x:y\\:z\\.1:1:*:e:*:s:*:t:*", "cpe:/a:x:y%3az.1:1::~e~s~~t~"],
  ["cpe:2.3:a:x:y:1:*", "cpe:/a:x:y:1"],
  ["cpe:2.3:x:y:z:1", undefined],
  ["cpe:2.3:a:*:z", undefined],
  ["cpe:/", undefined],
  ["rhel", undefined],
  ["", undefined],
])("%s", (text, uri) => {
  expect(cpeUri(text)).toBe(uri);
});
