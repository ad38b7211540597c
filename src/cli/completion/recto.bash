# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for recto
_recto() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  local common="--models --overlay --lang --json --quiet --workers --reader --jail --help"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "intake check read unpack judge sheets devices scan model doctor help --version" -- "$cur")
    return
  fi
  case $prev in
    --procedure | -p)
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" model check 2>/dev/null | sed -n 's/^  \([a-z-]*\)  .*/\1/p')" -- "$cur")
      return ;;
    --channel) mapfile -t COMPREPLY < <(compgen -W "upload counter mail" -- "$cur"); return ;;
    --kind | -k) mapfile -t COMPREPLY < <(compgen -W "separator cover" -- "$cur"); return ;;
    --source) mapfile -t COMPREPLY < <(compgen -W "flatbed adf duplex" -- "$cur"); return ;;
    --mode) mapfile -t COMPREPLY < <(compgen -W "lineart gray color" -- "$cur"); return ;;
    --jail) mapfile -t COMPREPLY < <(compgen -W "none limits seccomp full" -- "$cur"); return ;;
    --lang) mapfile -t COMPREPLY < <(compgen -W "fr en" -- "$cur"); return ;;
    --out | -o)
      if [ "$command" = sheets ]; then mapfile -t COMPREPLY < <(compgen -f -- "$cur"); else mapfile -t COMPREPLY < <(compgen -d -- "$cur"); fi
      return ;;
    --store | --models | --overlay | --save | --to) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
  esac
  if [[ $cur == -* ]]; then
    local own=""
    case $command in
      intake) own="--procedure --reception --answer --store --out --site --channel --no-zip" ;;
      check) own="--channel" ;;
      read) own="--channel --reception --words --no-look --save" ;;
      unpack) own="--channel --to" ;;
      judge) own="--store" ;;
      devices) own="--options" ;;
      scan) own="--procedure --answer --to --continue --device --source --resolution --mode --size --set --count --max --manual-duplex --later --store --who --site" ;;
      sheets) own="--kind --count --number --procedure --set --only --out" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$own $common" -- "$cur")
    return
  fi
  if [ "$command" = model ]; then mapfile -t COMPREPLY < <(compgen -W "check" -- "$cur"); return; fi
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
complete -o filenames -F _recto recto
