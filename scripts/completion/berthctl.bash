# bash completion for berthctl(1)                                          -*- shell-script -*-
# shellcheck shell=bash

_berthctl_services() {
  busctl call --json=short org.berth1 /org/berth1 org.berth1.Manager ListServices 2>/dev/null |
    grep -oE '\["[^"]+",' | tr -d '[",'
}

# The images that a service has run, as far as a rollback needs their digests.
_berthctl_digests() {
  berthctl history --json "$1" 2>/dev/null | grep -oE '"digest":"sha256:[0-9a-f]{12}' | grep -oE '[0-9a-f]{12}$' | sort -u
}

_berthctl() {
  local current=${COMP_WORDS[COMP_CWORD]} verb='' service='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ ${COMP_WORDS[i]} == -* ]]; then continue; fi
    if [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; else service=${COMP_WORDS[i]}; fi
  done
  COMPREPLY=()
  if [[ $current == -* ]]; then
    local options="--help --version"
    if [[ -n $verb ]]; then options="--help --json"; fi
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  case $verb in
    '') mapfile -t COMPREPLY < <(compgen -W 'list status history check reload start stop restart pull rollback unquarantine' -- "$current") ;;
    status | start | stop | restart | pull)
      mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_services)" -- "$current") ;;
    history | rollback | unquarantine)
      if [[ -z $service ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_services)" -- "$current")
      elif [[ $verb != history ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_digests "$service")" -- "$current")
      fi ;;
    check)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -o plusdirs -f -X '!*.yaml' -- "$current") ;;
  esac
}

complete -F _berthctl berthctl
