// Lets a file that takes the place of another be as open, or as closed, as that one was. It knows modes and owners, not what the files hold.
import { chmodSync, chownSync, statSync } from "node:fs";

const GROUP = 0o070;
/** Permissions alone, without the bits that run a file as somebody else. */
const PERMISSIONS = 0o777;
const SAME_USER = -1;

/** See `Files.likeFile`. */
export function likeFile(path: string, model: string): void {
  const { uid, gid, mode } = statSync(model);
  // The owner first: to give a file away takes bits from its mode.
  for (const user of [uid, SAME_USER]) {
    try {
      chownSync(path, user, gid);
      break;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EPERM") throw cause;
    }
  }
  // Another group is not to see what that one saw.
  chmodSync(path, statSync(path).gid === gid ? mode & PERMISSIONS : mode & PERMISSIONS & ~GROUP);
}
