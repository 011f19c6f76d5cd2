#!/bin/sh
# Holdfast's command line on Linux and macOS. What needs no window is answered here, without a display and in a few
# milliseconds; everything else starts the app. Made from packaging/launcher/holdfast.sh.
set -u

self=$(readlink -f -- "$0") || self=$0
here=${self%/*}
if [ -x "$here/../../MacOS/Holdfast" ]; then
  app=$here/../../MacOS/Holdfast system=mac
  folder="${HOME-}/Library/Application Support/Holdfast"
else
  app=$here/holdfast-app system=linux
  # The package for Debian has this file in /usr/bin.
  [ -x "$app" ] || app=/opt/Holdfast/holdfast-app
  folder=${XDG_CONFIG_HOME:-${HOME-}/.config}/Holdfast
fi

# The same reading as in src/main/command-line.ts.
ctl=false verb='' call='' words=0 first='' as=text help=false version=false sandbox=true open=''
for argument; do
  if [ -n "$open" ]; then
    case $argument in
      --*) break ;;
    esac
    [ "$open" != --user-data-dir ] || folder=$argument
    open=''
    continue
  fi
  case $argument in
    @VALUE_OPTIONS@) open=$argument ;;
    --user-data-dir=*) folder=${argument#*=} ;;
    --json) as=json ;;
    --help) help=true ;;
    --version) version=true ;;
    --no-sandbox) sandbox=false ;;
    --* | -) ;;
    *)
      # After ctl the id of a call may begin with a dash.
      if ! $ctl && [ "${argument#-}" != "$argument" ]; then
        :
      elif [ -z "$first" ]; then
        first=x
        [ "$argument" != ctl ] || ctl=true
      elif $ctl; then
        words=$((words + 1))
        case $words in
          1) verb=$argument ;;
          2) call=$argument ;;
        esac
      fi
      ;;
  esac
done

usage=@USAGE@
if [ -n "$open" ] || [ -z "$folder" ]; then
  [ -n "$open" ] && printf '%s needs a value.\n\n' "$open" >&2 || printf '%s\n\n' '--user-data-dir needs a folder.' >&2
  printf '%s' "$usage" >&2
  exit 2
fi

# Writes a line to the socket $1 and prints what comes back; fails where nothing does, or not within 7 s.
# Debian has perl everywhere; macOS offers to install developer tools where python3 is missing.
ask() {
  if command -v perl >/dev/null 2>&1; then
    perl -e '
      use Socket;
      alarm 7;
      socket(my $copy, PF_UNIX, SOCK_STREAM, 0) or exit 1;
      connect($copy, pack_sockaddr_un($ARGV[0])) or exit 1;
      syswrite($copy, "$ARGV[1]\n") or exit 1;
      while (sysread($copy, my $part, 4096)) { print $part }
    ' "$1" "$2"
  elif [ "$system" = linux ] && command -v python3 >/dev/null 2>&1; then
    python3 -I -S -c '
import socket, sys
with socket.socket(socket.AF_UNIX) as copy:
    copy.settimeout(7)
    copy.connect(sys.argv[1])
    copy.sendall(sys.argv[2].encode() + b"\n")
    while part := copy.recv(4096):
        sys.stdout.buffer.write(part)
' "$1" "$2" 2>/dev/null
  else
    return 127
  fi
}

if $ctl; then
  # How many words there may be.
  most=0
  case $verb in
    @CALL_VERBS@) most=2 ;;
    @PLAIN_VERBS@) most=1 ;;
  esac
  case $call in
    *[!A-Za-z0-9_-]*) most=0 ;;
  esac
  if [ "$words" -eq 2 ] && { [ -z "$call" ] || [ "${#call}" -gt 64 ]; }; then most=0; fi
  if [ "$words" -gt "$most" ] || [ "$words" -eq 0 ]; then
    printf '%s' @CTL_USAGE@ >&2
    exit 2
  fi
  address=''
  [ ! -r "$folder/ctl.address" ] || IFS= read -r address <"$folder/ctl.address"
  answer=''
  if [ -n "$address" ]; then
    named=''
    [ -z "$call" ] || named="\"call\":\"$call\","
    answer=$(ask "$address" "{\"verb\":\"$verb\",$named\"as\":\"$as\"}")
    if [ $? -eq 127 ]; then
      # Neither is here: the app itself can ask. This Electron draws nowhere, so that it needs no display.
      [ "$system" = mac ] || set -- --ozone-platform=headless "$@"
      exec "$app" "$@"
    fi
  fi
  code=${answer%%"
"*}
  text=${answer#*"
"}
  case $code in
    0) printf '%s\n' "$text" ;;
    [1-9]) if [ "$as" = json ]; then printf '%s\n' "$text"; else printf '%s\n' "$text" >&2; fi ;;
    *)
      printf '%s\n' @NOT_RUNNING@ >&2
      code=3
      ;;
  esac
  exit "$code"
fi
if $help; then
  printf '%s' "$usage"
  exit 0
fi
if $version; then
  printf '%s\n' @VERSION@
  exit 0
fi

# An AppImage can neither bring the old sandbox, which must belong to root, nor be allowed user namespaces as an installed
# program is: where the system forbids these, Chromium would not start at all. The app says so in its window.
if [ -n "${APPIMAGE-}" ] && $sandbox && ! unshare -Ur true 2>/dev/null; then
  set -- --no-sandbox "$@"
fi
exec "$app" "$@"
