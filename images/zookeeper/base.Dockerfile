# Stands in for the official image where no registry answers: the same paths, volumes and user, so that nothing above it
# can tell the two apart. The jars and the root file system come with the build's context.
ARG ROOT_FILE_SYSTEM
FROM ${ROOT_FILE_SYSTEM}

ENV LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/apache-zookeeper-3.8.6-bin/bin \
    ZOOCFGDIR=/conf

RUN set -eu; \
    echo 'zookeeper:x:1000:' >> /etc/group; \
    echo 'zookeeper:x:1000:1000::/home/zookeeper:/bin/sh' >> /etc/passwd; \
    mkdir -p /apache-zookeeper-3.8.6-bin /data /datalog /logs /conf; \
    chown zookeeper:zookeeper /apache-zookeeper-3.8.6-bin /data /datalog /logs /conf

COPY --chown=1000:1000 lib /apache-zookeeper-3.8.6-bin/lib
COPY --chown=1000:1000 bin /apache-zookeeper-3.8.6-bin/bin
COPY --chown=1000:1000 conf /conf

WORKDIR /apache-zookeeper-3.8.6-bin
VOLUME ["/data", "/datalog", "/logs"]
EXPOSE 2181 2888 3888 8080
