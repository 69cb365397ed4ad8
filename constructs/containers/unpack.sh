# Writes files that come as arguments, each a path and a content, up to `--`, and goes on as the command behind it.
set -eu
umask 022
while [ "$1" != -- ]; do
  mkdir -p "${1%/*}"
  printf %s "$2" >"$1"
  shift 2
done
shift
exec "$@"
