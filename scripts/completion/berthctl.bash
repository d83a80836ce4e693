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
  local with_value='@(-n|--lines|--since|--until|-o|--output|--name|--to)'
  for ((i = 1; i < COMP_CWORD; ++i)); do
    # shellcheck disable=SC2053  # a pattern
    if [[ ${COMP_WORDS[i]} == -* || ${COMP_WORDS[i - 1]} == $with_value ]]; then continue; fi
    if [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; else service=${COMP_WORDS[i]}; fi
  done
  COMPREPLY=()
  if [[ $current == -* ]]; then
    local options="--help --version"
    if [[ -n $verb ]]; then options="--help --json"; fi
    if [[ $verb == logs ]]; then options="--help --follow --lines --since --until --file --journal"; fi
    if [[ $verb == import ]]; then options="--help --output --name --force --diff"; fi
    if [[ $verb == export ]]; then options="--help --to --output --force"; fi
    if [[ $verb == migrate ]]; then options="--help --back --force --dry-run"; fi
    if [[ $verb == @(restart|reload) ]]; then options="--help --json --needed"; fi
    if [[ $verb == cat ]]; then options="--help --merged"; fi
    if [[ $verb == edit ]]; then options="--help --full"; fi
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  if [[ ${COMP_WORDS[COMP_CWORD - 1]} == @(-o|--output) ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
    return
  fi
  if [[ ${COMP_WORDS[COMP_CWORD - 1]} == --to ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'quadlet compose unit' -- "$current")
    return
  fi
  # shellcheck disable=SC2053  # a pattern
  if [[ ${COMP_WORDS[COMP_CWORD - 1]} == $with_value ]]; then return; fi
  case $verb in
    '') mapfile -t COMPREPLY < <(compgen -W 'list status logs history cat edit check dev reload start stop restart pull rollback unquarantine import export migrate' -- "$current") ;;
    cat | export | status | start | stop | restart | reload | pull)
      mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_services)" -- "$current") ;;
    edit | logs | history | rollback | unquarantine)
      if [[ -z $service ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_services)" -- "$current")
      elif [[ $verb != @(edit|history|logs) ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_berthctl_digests "$service")" -- "$current")
      fi ;;
    check | dev)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -o plusdirs -f -X '!*.yaml' -- "$current") ;;
    migrate)
      mapfile -t COMPREPLY < <(compgen -W "$(systemctl list-unit-files --type service --plain --no-legend 2>/dev/null |
        grep -oE '^[^ @]+\.service')" -- "$current") ;;
    import)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -o plusdirs -f -X '!*.@(service|container|json|yaml|yml)' -- "$current") ;;
  esac
}

complete -F _berthctl berthctl
