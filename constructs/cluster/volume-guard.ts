import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import type { MetadataVolume } from '../../model/cluster/metadata-store';
import { brokerFile } from '../../model/files/server-files';
import { renderProperties } from '../../model/formats/properties';
import type { NodeName } from '../../model/names/names';
import { IDENTITY_FOLDER, PATHS } from '../../model/names/paths';
import { hasSeveralHosts } from '../../model/placement/placement';
import type { Volume } from '../terraform/resources';

/** A volume for a server's data. */
export interface DataVolume extends Pick<MetadataVolume, 'myid' | 'initial'> {
  readonly node: NodeName;
  readonly volume: Volume;
}

/**
 * The scripts by which a step looks at volumes before it configures servers, with what they look for, by their paths in the step: they refuse what doesn't
 * fit the data there, and format what is empty. Each that takes the place of another one calls it.
 */
export const volumeGuard = (cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> => ({
  ...dataGuard(cluster, data),
  ...storageFormats(cluster, data),
  ...stageGuard(cluster),
});

/** What refuses servers that don't fit the data in their volumes. */
function dataGuard(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  const isHere = ({ node }: { readonly node: NodeName }): boolean =>
    data.some(({ node: { container } }) => container === node.container);
  const servers = [
    ...cluster.store.servers(cluster),
    ...cluster.brokers.filter(isHere).map((broker) => ({
      ...{ role: 'broker', node: broker.node, ensemble: cluster.store.brokerEnsemble },
      file: brokerFile(cluster, broker),
    })),
  ];
  const lines = servers.flatMap(({ role, node: { container }, file, ensemble }) => {
    const folders = data
      .filter(({ node }) => node.container === container)
      .map(({ volume, initial = [] }) => [`/volumes/${volumeName(volume)}`, initial.join()].filter(Boolean).join(':'));
    return folders.length === 0 ? [] : [[role, container, file.name, ensemble ?? '-', folders.join(' ')].join('\t')];
  });
  return {
    '/step/data-volumes.sh': script('data-volumes.sh'),
    '/step/store': `${cluster.store.kind}\n`,
    '/step/servers': lines.map((line) => `${line}\n`).join(''),
    '/step/consent': `docker run --rm --user 0 --entrypoint touch -v ${cluster.names.configurationVolume}:/c ${cluster.images.kafka.name} /c/`,
  };
}

/** What formats the volumes of servers that don't do that by themselves, before their first start, and refuses those that don't belong together. */
function storageFormats(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  const formats = Object.entries(cluster.store.storage?.(cluster, (volume) => `/volumes/${volume}`) ?? {}).filter(
    ([name]) => data.some(({ volume }) => volumeName(volume) === name),
  );
  const features = cluster.store.features?.(cluster);
  return formats.length === 0
    ? {}
    : {
        // In its place, and before it.
        '/step/data-volumes.sh': script('storage-volumes.sh'),
        '/step/server-volumes.sh': script('data-volumes.sh'),
        '/step/take-metadata.sh': script('take-metadata.sh'),
        '/step/format-storage.sh': script('format-storage.sh'),
        ...membership(cluster),
        ...(features === undefined || features.line === cluster.version.line
          ? {}
          : { '/step/release': `${features.line}\n` }),
        ...Object.fromEntries(
          formats.map(([volume, properties]) => [`/step/storage/${volume}`, renderProperties(properties)]),
        ),
        ...spreadStorage(cluster, data),
      };
}

/** What a step does otherwise where the quorum's members change. */
function membership({ store }: ClusterModel): Readonly<Record<string, string>> {
  if (store.quorum !== 'dynamic') {
    return {};
  }
  const words = '$(sh "${0%/*}/format-members.sh" "$storage" "$id" "$1")';
  return {
    // In its place, and before it.
    '/step/data-volumes.sh': script('member-volumes.sh'),
    '/step/standing-volumes.sh': script('storage-volumes.sh'),
    '/step/format-storage.sh': script('format-storage.sh').replace(
      '--ignore-formatted',
      () => `--ignore-formatted ${words}`,
    ),
    '/step/format-members.sh': script('format-members.sh'),
    // Whoever has lost its data has no vote until it has all of the leader's.
    '/step/take-metadata.sh': '#!/bin/sh\n',
  };
}

/** Whether Kafka's own servers on several hosts have volumes that must all bear one identity. */
export const isSpreadQuorum = (cluster: ClusterModel): boolean =>
  hasSeveralHosts(cluster) && cluster.store.storage !== undefined;

/** What a step does otherwise that sees the volumes of one host among several. */
function spreadStorage(cluster: ClusterModel, data: readonly DataVolume[]): Readonly<Record<string, string>> {
  if (!isSpreadQuorum(cluster)) {
    return {};
  }
  const areAllHere = cluster.store
    .servers(cluster)
    .every(({ node: { container } }) => data.some(({ node }) => node.container === container));
  const folder = `${PATHS.configuration}/${IDENTITY_FOLDER}`;
  return {
    // In its place, and before it.
    '/step/data-volumes.sh': script('spread-volumes.sh'),
    '/step/standing-volumes.sh': script('storage-volumes.sh'),
    // One more folder that bears an identity, and is not formatted.
    '/step/storage/identity': renderProperties({ 'log.dirs': folder }),
    // Elsewhere may be a controller that has more: what begins with nothing here takes all from the leader.
    ...(areAllHere ? {} : { '/step/take-metadata.sh': '#!/bin/sh\n' }),
  };
}

/** What refuses, first of all, metadata that are not where one deployment leads from to what is declared. */
function stageGuard(cluster: ClusterModel): Readonly<Record<string, string>> {
  const migration = cluster.store.migration?.(`${cluster.name}/metadata`);
  if (migration === undefined) {
    return {};
  }
  const { at, first, refusals, newServers, goesBack } = migration;
  return {
    '/step/data-volumes.sh': script('migrating-volumes.sh'),
    '/step/standing-volumes.sh': script(
      cluster.store.servers(cluster).some(({ nodeId }) => nodeId !== undefined)
        ? 'storage-volumes.sh'
        : 'data-volumes.sh',
    ),
    '/step/store': `${at}\n`,
    '/step/stages': [[first, ''], ...Object.entries(refusals)].map((line) => `${line.join('\t')}\n`).join(''),
    ...(newServers !== undefined && { '/step/new-servers': `${newServers}\n` }),
    ...(goesBack !== undefined && { '/step/goes-back': `${goesBack}\n` }),
  };
}

const script = (name: string): string => readFileSync(path.join(__dirname, name), 'utf8');

export const volumeName = (volume: Volume): string => volume.nameInput ?? '';
