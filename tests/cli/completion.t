#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the shells are tested, not the program
# The shell completions load without a word, complete commands and values, and know the same options as --help.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
there=$root/src/cli/completion
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
export HOME=$work/home RECTO_MODELS=$root/models
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$work/out" | head -15; fi; }

bash --norc --noprofile -euc "source '$there/recto.bash'; complete -p recto" >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && [ ! -s "$work/err" ] && grep -q -- '-F _recto recto' "$work/out"; ok $? "bash loads it"
zsh -fc "fpath=('$there' \$fpath); autoload -Uz compinit && compinit -u -D && [[ \$_comps[recto] = _recto ]] && autoload +X _recto" >"$work/out" 2>&1
[ $? -eq 0 ] && [ ! -s "$work/out" ]; ok $? "zsh loads it"

# What bash would offer after these words, the last being completed.
offered() {
  bash --norc --noprofile -uc 'source "$1/recto.bash"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _recto; printf "%s\n" "${COMPREPLY[@]-}"' bash "$there" "$recto" "$@" 2>&1
}
offered in >"$work/out"; [ "$(cat "$work/out")" = intake ]; ok $? "bash completes a command"
offered intake --procedure change >"$work/out"; [ "$(cat "$work/out")" = changement-adresse ]; ok $? "bash completes a procedure from the models"
offered check --channel c >"$work/out"; [ "$(cat "$work/out")" = counter ]; ok $? "bash completes a channel"

"$recto" --help 2>&1 | sed -n 's/^  recto \([a-z]*\) .*/\1/p' | sort -u >"$work/commands"
offered '' | grep -vx -- 'help\|--version' | sort | diff "$work/commands" - >"$work/out" && [ "$(wc -l <"$work/commands")" -gt 3 ]; ok $? "bash knows every command"

# The same long options in --help, bash and zsh, command by command.
: >"$work/out"
for command in intake check read unpack judge sheets devices scan; do
  "$recto" "$command" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | grep -vxE -- '--(help|help-all|reader)' | sort -u >"$work/help"
  [ -s "$work/help" ] || echo "recto $command --help names no option" >>"$work/out"
  offered "$command" -- | grep -vxE -- '--(help|reader)' | sort -u >"$work/bash"
  diff "$work/help" "$work/bash" | sed "s/^/bash, $command: /" >>"$work/out"
  awk -v word="$command)" '/^ *common=/ { on = 1 } $1 == word { on = 1 } on { print } /)$/ || /;;$/ { on = 0 }' "$there/_recto" | grep -oE -- '--[a-z-]+' | sort -u >"$work/zsh"
  diff "$work/help" "$work/zsh" | sed "s/^/zsh, $command: /" >>"$work/out"
done
[ ! -s "$work/out" ]; ok $? "both know the options of --help"

# A real zsh on a pseudo-terminal: type, press tab, see.
cat >"$work/type.zsh" <<'END'
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1='> '; fpath=('$1' \$fpath); autoload -Uz compinit; compinit -u -D; print rea''dy"
seen=''
for ((i = 0; i < 600; i++)); do zpty -r -t shell part && seen+=$part; [[ $seen == *$'\n'ready* ]] && break; sleep 0.05; done
zpty -w -n shell $'recto int\t-\t'
seen=''
for ((i = 0; i < 600; i++)); do zpty -r -t shell part && seen+=$part; [[ $seen == *intake* && $seen == *--procedure* ]] && { zpty -d shell; exit 0; }; sleep 0.05; done
print -r -- "$seen"
zpty -d shell
exit 1
END
if zsh -fc 'zmodload zsh/zpty && zpty shell true' 2>/dev/null; then
  zsh -f "$work/type.zsh" "$there" >"$work/out" 2>&1; ok $? "zsh completes a command and lists its options"
else
  n=$((n + 1)); echo "ok $n # SKIP this place has no pseudo-terminals (a chroot without devpts)"
fi
echo "1..$n"
