#!/bin/sh
# Makes what starts the console without Maven: the launcher of Quarkus' development mode, kept from one start of it, and, of
# Maven's repository, the jars that the launcher and its application model name.
#
#   launcher.sh MAVEN HOME    HOME holds pom.xml and repository; target with the launcher comes to lie beside them
set -eu
maven=$1 home=$2
log=$(mktemp)
archive() {
  java -m jdk.jartool/sun.tools.jar.Main "$@"
}

# Pages for who works on an application's files, of which there are none here. Workspace must go: it reads every file of the
# container to whoever asks, the console's key included.
steps=META-INF/quarkus-build-steps.list
mkdir "$home/.pages"
cd "$home/.pages"
for jar in "$home"/repository/io/quarkus/quarkus-devui-deployment/*/quarkus-devui-deployment-*.jar; do
  archive -x -f "$jar" "$steps"
  for page in Workspace ContinuousTesting Dependencies BuildMetrics BuildMetricsDevUI; do
    grep -q "\.${page}Processor$" "$steps" || {
      echo "$jar has no page $page any more" >&2
      exit 1
    }
    sed -i "/\.${page}Processor$/d" "$steps"
  done
  archive -u -f "$jar" "$steps"
done
cd "$home"
rm -rf .pages

"$maven/bin/mvn" -o -B -ntp -f "$home/pom.xml" -Dmaven.repo.local="$home/repository" quarkus:dev -Ddebug=false \
  -Dquarkus.analytics.disabled=true -Dquarkus.devservices.enabled=false -Dquarkus.console.enabled=false \
  -Dquarkus.http.host=127.0.0.1 </dev/null >"$log" 2>&1 &
maven_id=$!
seconds=0
until grep -q 'Listening on: http' "$log"; do
  seconds=$((seconds + 1))
  if [ "$seconds" -gt 300 ] || ! kill -0 "$maven_id"; then
    cat "$log" >&2
    exit 1
  fi
  sleep 1
done
# Maven takes it away when it ends.
cp -a target kept
kill "$maven_id"
wait "$maven_id" || true
rm -rf target
mv kept target
# Each start writes down what it took, where nothing can be written.
ln -sf /dev/null target/build-metrics.json

mkdir .launcher
(cd .launcher && archive -x -f ../target/console-dev.jar META-INF/MANIFEST.MF)
# A line of a manifest goes on in the next one after a blank.
tr -d '\r' <.launcher/META-INF/MANIFEST.MF | sed -e ':line' -e 'N' -e '$!b line' -e 's/\n //g' >.launcher/class-path
cat .launcher/class-path target/quarkus/bootstrap/dev-app-model.dat | grep -o "$home/repository/[^\" ]*\.jar" >.launcher/named
find "$home/repository" -name 'quarkus-class-change-agent-*.jar' >>.launcher/named
sort -u .launcher/named >.launcher/kept
find "$home/repository" -type f | sort | comm -23 - .launcher/kept | xargs rm -f
find "$home/repository" -type d -empty -delete
rm -rf .launcher launcher.sh pom.xml
