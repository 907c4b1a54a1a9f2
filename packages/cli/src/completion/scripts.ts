// The scripts that make a shell ask this program on Tab. zsh and fish get those of @bomb.sh/tab (cobra's). Its bash script is not used: it
// breaks words that hold a colon, such as json:raw, never offers files, needs bash-completion and fails when it is loaded twice.
import type { Shell } from "../commands/completion.js";

const BASH = `# bash completion for stella: eval "$(stella completion bash)"
_stella_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*)
        case $(( \${line#:} & 2 )) in 2) compopt -o nospace 2>/dev/null ;; esac
        case $(( \${line#:} & 4 )) in 4) compopt +o default 2>/dev/null ;; esac
        ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <("$1" complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -F _stella_complete stella
`;

/** Writes the script to standard output. */
export async function writeScript(shell: Shell, write: (text: string) => Promise<void>): Promise<void> {
  if (shell === "bash") await write(BASH);
  else (await import("@bomb.sh/tab")).script(shell, "stella", "stella");
}
