#!/bin/sh
# ZooKeeper's shell. CLIENT_JVMFLAGS and JVMFLAGS mean what they mean in ZooKeeper's own script: the TLS settings of the
# client go there.

home=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)

# Both variables hold several options, parted by blanks: they are left unquoted for that.
# shellcheck disable=SC2086
exec java -Xmx128M -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
  $CLIENT_JVMFLAGS $JVMFLAGS -cp "${ZOOCFGDIR:-/conf}:$home/lib/*" org.apache.zookeeper.ZooKeeperMain "$@"
