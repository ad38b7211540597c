# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for recto
_recto_numbers() { # the dossiers of the store that the line names
  local store=() i
  for ((i = 2; i < COMP_CWORD; i++)); do [ "${COMP_WORDS[i]}" = --store ] && store=(--store "${COMP_WORDS[i + 1]}"); done
  "${COMP_WORDS[0]}" list --all --most 0 --json "${store[@]}" 2>/dev/null | sed -n 's/.*"number" *: *"\([C0-9-]*\)".*/\1/p'
}
_recto() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  local common="--models --overlay --lang --drafts --json --quiet --workers --reader --jail --help" register="--store --who --site"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "intake new add replace withdraw anyway seen correct undo list status history corrections judge bundle close reopen work retry verify backup restore key purge slip ticket user serve batch watch tray sheets devices scan
      check read unpack model doctor help --version" -- "$cur")
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
    --lang) mapfile -t COMPREPLY < <(compgen -W "fr en ar es pt ru tr zh" -- "$cur"); return ;;
    --out | -o)
      if [ "$command" = sheets ] || [ "$command" = slip ] || [ "$command" = ticket ]; then mapfile -t COMPREPLY < <(compgen -f -- "$cur"); else mapfile -t COMPREPLY < <(compgen -d -- "$cur"); fi
      return ;;
    --role) mapfile -t COMPREPLY < <(compgen -W "depositor counter reviewer admin auditor" -- "$cur"); return ;;
    --side) mapfile -t COMPREPLY < <(compgen -W "recto verso recto+verso page" -- "$cur"); return ;;
    --person) mapfile -t COMPREPLY < <(compgen -W "applicant spouse child host parent employer unknown" -- "$cur"); return ;;
    --turn) mapfile -t COMPREPLY < <(compgen -W "90 180 270" -- "$cur"); return ;;
    --move-to | --yes) mapfile -t COMPREPLY < <(compgen -W "$(_recto_numbers)" -- "$cur"); return ;;
    --store | --models | --overlay | --save | --to | --pictures) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
  esac
  if [[ $cur == -* ]]; then
    local own=""
    case $command in
      intake) own="$register --procedure --reception --answer --out --channel --no-zip" ;;
      new) own="$register --procedure --reception --answer" ;;
      add | replace) own="$register --reception --channel --always --anyway --later" ;;
      withdraw | anyway | seen | undo) own="$register --why --later" ;;
      correct) own="$register --page --type --side --field --unreadable --person --turn --after --apart --move-to --answer --reception --procedure --later" ;;
      list) own="$register --all --batches --most" ;;
      bundle) own="$register --out --no-zip" ;;
      work) own="$register --stay --every" ;;
      verify) own="$register --head" ;;
      restore) own="$register --key --tombstones" ;;
      purge) own="$register --why --yes" ;;
      status | history | judge | close | reopen | retry | backup | key) own="$register" ;;
      check) own="--channel --pictures --quick" ;;
      read) own="--channel --reception --words --no-look --save" ;;
      unpack) own="--channel --to" ;;
      devices) own="--options" ;;
      scan) own="$register --procedure --answer --to --continue --device --source --resolution --mode --size --set --count --max --manual-duplex --later" ;;
      sheets) own="--kind --count --number --procedure --set --only --out" ;;
      ticket) own="$register --days --url --out --list --revoke" ;;
      user) own="$register --role --no-password" ;;
      serve) own="$register --listen --proxied --trusted --url --scan-set --https --no-worker" ;;
      slip) own="$register --out --received-only" ;;
      batch) own="$register --procedure --reception --answer --later --slips --again" ;;
      watch) own="$register --procedure --reception --answer --later --slips --once --every --settle" ;;
      tray) own="$register" ;;
      corrections) own="$register" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$own $common" -- "$cur")
    return
  fi
  case $command in
    model) mapfile -t COMPREPLY < <(compgen -W "check" -- "$cur"); return ;;
    user) [ "$COMP_CWORD" -eq 2 ] && { mapfile -t COMPREPLY < <(compgen -W "add remove password role list" -- "$cur"); return; } ;;
    key) [ "$COMP_CWORD" -eq 2 ] && { mapfile -t COMPREPLY < <(compgen -W "copy check" -- "$cur"); return; } ;;
    add | replace | withdraw | anyway | seen | correct | undo | status | history | judge | bundle | close | reopen | retry | purge | ticket)
      [ "$COMP_CWORD" -eq 2 ] && { mapfile -t COMPREPLY < <(compgen -W "$(_recto_numbers)" -- "$cur"); return; } ;;
  esac
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
complete -o filenames -F _recto recto
