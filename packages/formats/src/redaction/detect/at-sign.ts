// The two finds that an at sign gives away: a mail address, and a name with a password in a URL or connection string (RFC 3986 § 3.2.1).
import type { Anchor } from "./anchor.js";
import { ALNUM, isIn, USERINFO } from "./byte-class.js";
import { takeEmail } from "./email.js";
import { isPlaceholder } from "./placeholder.js";
import { ruleNumber } from "../rules.js";
import type { Scan } from "./scan.js";

const RULE = ruleNumber("url-credential");
const AT = 0x40;
const COLON = 0x3a;

export const AT_SIGN_ANCHORS: readonly Anchor[] = [{ text: "@", pairs: [-1, 0], fold: false, detect: takeAtSign }];

function takeAtSign(scan: Scan, at: number): void {
  const start = scan.userinfoStart(at);
  const { src } = scan;
  const isAuthority = src[start - 1] === 0x2f && src[start - 2] === 0x2f && src[start - 3] === COLON && isIn(src[start - 4], ALNUM);
  if (isAuthority) takeUserinfo(scan, start, at);
  else takeEmail(scan, at);
}

/**
 * A user with a password is taken out whole, since the name is half of a credential; up to the last at sign, since a password may hold one. A
 * user alone (`ssh://git@…`) stays: names of users are how repositories are addressed.
 */
function takeUserinfo(scan: Scan, start: number, at: number): void {
  if (at < scan.judgedUserinfo) return;
  const { src } = scan;
  scan.judgedUserinfo = scan.runEnd(at, USERINFO);
  let end = scan.judgedUserinfo - 1;
  while (src[end] !== AT) end--;
  let colon = start;
  while (colon < end && src[colon] !== COLON) colon++;
  if (colon + 1 >= end || isPlaceholder(src, colon + 1, end) || isPlaceholder(src, start, end)) return;
  scan.finds.add(start, end, RULE, true);
}
