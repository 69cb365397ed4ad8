# Stands in for the official image where no registry answers: the same paths, volumes and user, so that nothing above it
# can tell the two apart. The jars and the root file system come with the build's context.
ARG ROOT_FILE_SYSTEM
FROM ${ROOT_FILE_SYSTEM}

ENV LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

RUN set -eu; \
    echo 'appuser:x:1000:' >> /etc/group; \
    echo 'appuser:x:1000:1000::/home/appuser:/bin/bash' >> /etc/passwd; \
    mkdir -p /home/appuser /opt/kafka /usr/logs /mnt/shared/config /var/lib/kafka/data /etc/kafka/secrets; \
    chown -R appuser:appuser /home/appuser /opt/kafka /usr/logs /mnt/shared/config; \
    chown -R appuser:root /var/lib/kafka /etc/kafka; \
    chmod -R ug+w /var/lib/kafka /etc/kafka

COPY --chown=1000:1000 libs /opt/kafka/libs
COPY --chown=1000:1000 config /opt/kafka/config
COPY --chown=1000:1000 bin /opt/kafka/bin

RUN set -eu; \
    cd /opt/kafka/bin; \
    for command in $(sed -n 's/^ *\([a-z0-9-]*\.sh\)) set .*/\1/p' kafka-run-class.sh); do \
      ln -s kafka-run-class.sh "$command"; \
    done; \
    chown -h appuser:appuser ./*

USER appuser

VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
EXPOSE 9092
