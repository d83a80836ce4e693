# bash completion for berthctl(1)                                          -*- shell-script -*-
# shellcheck shell=bash

_berthctl_services() {
  busctl call --json=short org.berth1 /org/berth1 org.berth1.Manager ListServices 2>/dev/null |
    grep -oE '\["[^"]+",' | tr -d '[",'
}

_berthctl() {
  local current=${COMP_WORDS[COMP_CWORD]} verb='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then
      verb=${COMP_WORDS[i]}
      break
    fi
  done
  COMPREPLY=()
  if [[ $current == -* ]]; then
    local options="--help --version"
    if [[ -n $verb ]]; then options="--help --json"; fi
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  case $verb in
    '') mapfile -t COMPREPLY < <(compgen -W 'list status check reload start stop restart' -- "$current") ;;
    status | start | stop | restart)
      mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_services)" -- "$current") ;;
    check)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -o plusdirs -f -X '!*.yaml' -- "$current") ;;
  esac
}

complete -F _berthctl berthctl
