// Networks in which nothing can be reached: one without any interface, and one that swallows every packet. They need util-linux and iproute2.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const asRoot = process.getuid() === 0 ? [] : ["--map-root-user"];

/** What stands before a command to run it in each network. */
export const NETWORKS = {
  "no interface": ["unshare", ...asRoot, "--net", "--"],
  "black hole": ["unshare", ...asRoot, "--net", "--mount", "--", "bash", join(import.meta.dirname, "black-hole.sh")],
};

/** Why the networks cannot be had on this machine; `undefined` where they can, and are what they should be. */
export function networkProblem() {
  const connect = ["timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/198.51.100.1/443"];
  const status = (name) => {
    const [command, ...args] = [...NETWORKS[name], ...connect];
    return spawnSync(command, args, { encoding: "utf8" }).status;
  };
  if (status("no interface") !== 1) return "no network namespace without an interface (unshare --net)";
  // 124: timeout had to end it. A refusal would come at once.
  if (status("black hole") !== 124) return "no network that swallows packets (unshare --net --mount, ip)";
  return undefined;
}
