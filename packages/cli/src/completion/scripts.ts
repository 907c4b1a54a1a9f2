// The scripts that make a shell ask this program on Tab: `stella complete` finds candidates, the shell offers files where there are none.
// They know nothing of commands and options, need no other completion package, and evaluate nothing of what was typed.
import type { Shell } from "../commands/completion.js";

const BASH = `# bash completion for stella: eval "$(stella completion bash)"
_stella_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*)
        (( \${line#:} & 2 )) && compopt -o nospace 2>/dev/null
        (( \${line#:} & 4 )) && compopt +o default 2>/dev/null
        ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <("$1" complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -F _stella_complete stella
`;

const ZSH = `#compdef stella
# zsh completion for stella: eval "$(stella completion zsh)", after compinit
_stella() {
  local line directive=0
  local -a values shown space
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *$'\\t'*) values+=("\${line%%$'\\t'*}"); shown+=("\${line%%$'\\t'*}  -- \${line#*$'\\t'}") ;;
      *) values+=("$line"); shown+=("$line") ;;
    esac
  done < <("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( directive & 2 )) && space=(-S '')
  [[ \${words[CURRENT]} == --*=* ]] && compset -P 1 '*='
  if (( \${#values} )); then
    compadd -l -d shown "\${space[@]}" -- "\${values[@]}"
  elif (( ! (directive & 4) )); then
    _files
  fi
}
if [[ \${funcstack[1]} == _stella ]]; then _stella "$@"; else compdef _stella stella; fi
`;

const FISH = `# fish completion for stella: stella completion fish > ~/.config/fish/completions/stella.fish
function __stella_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l lines ($words[1] complete -- $words[2..-1] "$word" 2>/dev/null)
    or return
    set -l directive (string replace ':' '' -- $lines[-1])
    set -l prefix (string match -r -- '^--[a-z-]+=' "$word"; or echo)
    if test (count $lines) -gt 1
        printf '%s\\n' $prefix$lines[1..-2]
    else if test (math "floor($directive / 4) % 2") -eq 0
        __fish_complete_path "$word"
    end
end
complete -c stella -f -a '(__stella_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export function scriptFor(shell: Shell): string {
  return SCRIPTS[shell];
}
