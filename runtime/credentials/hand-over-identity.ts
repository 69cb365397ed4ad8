import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { KRAFT } from '../../model/metadata/kraft/kraft-controller';
import { ClusterNames, dataVolume } from '../../model/names/names';
import { IDENTITY_FOLDER } from '../../model/names/paths';
import {
  hasSeveralHosts,
  hostNameOf,
  hostsOf,
  type Placement,
  placementOf,
  placementsOf,
} from '../../model/placement/placement';
import { Duration } from '../../model/units/duration';
import { OperationError, type Violation } from '../../model/violation';
import { allEnded } from '../all-ended';
import { ask, ifThere } from '../engine/engine';
import { Engines } from '../engine/engines';
import { archiveOf, entriesOf } from '../files/archive';
import { bounded } from '../wait';
import { mountedVolumes } from './identity-files';

/** What the volumes of Kafka's own servers tell on one host, also of servers that are declared elsewhere. */
export interface FormattedVolumes {
  readonly placement: Placement;
  /** The cluster's identity as they bear it, by the servers' containers; absent where there is no volume, or it was never formatted. */
  readonly identities: Readonly<Partial<Record<string, string>>>;
  /** What the host was told before, which nothing may have been formatted with yet. */
  readonly told?: string | undefined;
  /** Whether one of these servers has ever run. */
  readonly hasRun: boolean;
  /** Servers of which somebody has said within the last day that they may begin with nothing; absent where there is no place to say so. */
  readonly mayBegin?: readonly string[];
}

/** What all volumes of a cluster are formatted with, or why none may be. */
export interface ClusterIdentity {
  /** Absent for a cluster that is new, and of which no host was told anything. */
  readonly identity?: string | undefined;
  readonly violations: readonly Violation[];
}

type Spread = Pick<ClusterManifest, 'name' | 'engine' | 'hosts' | 'placements' | 'brokers' | 'metadata' | 'images'>;

/** Kafka's own, which each formatted volume has. */
const IDENTITY_FILE = 'meta.properties';
const A_DAY = Duration.hours(24);
const PATIENCE = Duration.minutes(1);
/** What a host is told, in the volume of its servers' configuration. */
const TOLD = `${IDENTITY_FOLDER}/${IDENTITY_FILE}`;
/** Written by each server that follows the metadata, when it has started. */
const QUORUM_STATE = '__cluster_metadata-0/quorum-state';

/**
 * Tells every host of a cluster with KRaft the cluster's identity, before the steps there format volumes with it: that of the volumes that stand, one that
 * a host was told already, or a new one. So it may be cut off at any host, and run twice: all are told the same.
 *
 * @throws OperationError `ClusterIdsDiffer`, or `DataVolumeLost` for a controller that would begin with nothing beside others: nothing was formatted
 */
export async function handOverIdentity(
  manifest: Spread,
  progress: (line: string) => void,
  engines = new Engines(manifest),
): Promise<void> {
  const hosts = placementsOf(manifest);
  const found = await formattedVolumes(manifest, engines);
  const { identity = newIdentity(), violations } = judgeIdentity(manifest, found);
  OperationError.throwIfAny(violations);
  await allEnded(hosts.map((host) => tell(engines.at(host), manifest, host, identity)));
  progress(`${counted(hosts.length, 'host has', 'hosts have')} the identity of ${manifest.name}`);
}

/**
 * Why {@link handOverIdentity} would end, for who asks before anything is touched. A host that has lost everything has no place for consent yet: of that one the
 * deployment itself speaks, which makes it. So it does where a host has yet to get the image that volumes are mounted by.
 */
export async function identityViolations(
  manifest: Spread,
  engines = new Engines(manifest),
): Promise<readonly Violation[]> {
  if (!isSpreadQuorum(manifest)) {
    return [];
  }
  const images = await Promise.all(
    hostsOf(manifest).map((host) => ifThere(engines.at(host).getImage(manifest.images.kafka).inspect())),
  );
  if (images.includes(undefined)) {
    return [];
  }
  const found = await formattedVolumes(manifest, engines);
  const { violations } = judgeIdentity(manifest, found);
  if (!hasMajority(manifest, found)) {
    return violations;
  }
  const mute = votersOf(manifest).filter((voter) => volumesOf(manifest, voter, found)?.mayBegin === undefined);
  return violations.filter(({ subject }) => !mute.includes(subject));
}

/** What is on the host of a server. */
const volumesOf = (
  manifest: Spread,
  container: string,
  found: readonly FormattedVolumes[],
): FormattedVolumes | undefined =>
  found.find(({ placement }) => placement.engine === placementOf(manifest, container).engine);

/** Whether Kafka's own servers on several hosts have volumes that must all bear one identity. */
const isSpreadQuorum = (manifest: Spread): boolean => hasSeveralHosts(manifest) && manifest.metadata.kind === KRAFT;

const formattedVolumes = (manifest: Spread, engines: Engines): Promise<readonly FormattedVolumes[]> =>
  Promise.all(hostsOf(manifest).map((host) => volumesOn(engines.at(host), manifest, host)));

/**
 * Which identity a cluster has, by all of its hosts' volumes. A controller has a vote from its first start on: one that has lost what it had could elect
 * another one that lags, and what they have not would be gone. One that comes from another host begins when the rest has all of it, which `drain` sees to.
 */
export function judgeIdentity(manifest: Spread, found: readonly FormattedVolumes[]): ClusterIdentity {
  const shown = found.flatMap(({ placement, identities }) =>
    Object.entries(identities).map(
      ([container, identity = '']) => `${identity} in ${dataVolume({ container })} on ${hostNameOf(placement)}`,
    ),
  );
  const all = [...new Set(found.flatMap(({ identities }) => Object.values(identities)))];
  if (all.length > 1) {
    return { violations: [idsDiffer(shown)] };
  }
  const identity = all[0] ?? found.find(({ told }) => told !== undefined)?.told;
  if (!found.some(({ hasRun }) => hasRun)) {
    return { identity, violations: [] };
  }
  const voters = votersOf(manifest);
  const lost = voters.filter((voter) => !isFormatted(voter, found));
  if (!hasMajority(manifest, found)) {
    return { identity, violations: lost.map((voter) => metadataLost(manifest, voter, BRING_BACK)) };
  }
  // Where one host has all of them, its step sees what this can't: which of the others has the most.
  const areTogether = new Set(voters.map((voter) => placementOf(manifest, voter).engine)).size === 1;
  const unsaid = lost.filter((voter) => !(volumesOf(manifest, voter, found)?.mayBegin ?? []).includes(voter));
  return {
    identity,
    violations: areTogether ? [] : unsaid.map((voter) => metadataLost(manifest, voter, consentTo(manifest, voter))),
  };
}

/** Whether a server's volume bears an identity, on whichever host. */
const isFormatted = (container: string, found: readonly FormattedVolumes[]): boolean =>
  found.some(({ identities }) => identities[container] !== undefined);

/** Whether most voters have what the quorum agreed upon: the others, with nothing, could elect each other. */
const hasMajority = (manifest: Spread, found: readonly FormattedVolumes[]): boolean => {
  const voters = votersOf(manifest);
  return voters.filter((voter) => isFormatted(voter, found)).length > voters.length / 2;
};

const votersOf = ({ brokers, metadata }: Spread): readonly string[] =>
  (metadata.controllers === undefined ? brokers : metadata.servers).map(({ container }) => container);

const idsDiffer = (shown: readonly string[]): Violation => ({
  code: 'ClusterIdsDiffer',
  subject: 'volumes',
  rule: 'must all belong to one cluster, and they bear different identities',
  value: shown.join(', '),
  remedy: 'bring back the volumes that belong together, or take all away and begin anew: no server was touched',
});

/** Nobody can consent to that: the brokers would set their logs aside for a quorum that knows none of their topics. */
const BRING_BACK =
  'bring the volumes of most of the servers that keep the metadata back, or take all volumes away and begin anew; no server was touched';

/** How somebody says that a voter may begin with nothing. */
function consentTo(manifest: Spread, voter: string): string {
  const { engine } = placementOf(manifest, voter);
  const { configurationVolume } = new ClusterNames(manifest.name);
  const command =
    `docker${engine === undefined ? '' : ` --host ${engine}`} run --rm --user 0 --entrypoint touch ` +
    `-v ${configurationVolume}:/c ${manifest.images.kafka} /c/.start-empty-${voter}`;
  return `bring the volume back; or, when all other controllers run and keep up (npm run status), let it take all from them: ${command}; no server was touched`;
}

const metadataLost = (manifest: Spread, voter: string, remedy: string): Violation => ({
  code: 'DataVolumeLost',
  subject: voter,
  rule: 'must find the metadata that it had: with nothing, it could elect a controller that lacks what the quorum had agreed upon',
  value: `${dataVolume({ container: voter })} on ${hostNameOf(placementOf(manifest, voter))} is empty`,
  remedy,
});

async function volumesOn(engine: Docker, manifest: Spread, placement: Placement): Promise<FormattedVolumes> {
  const { configurationVolume } = new ClusterNames(manifest.name);
  const { Volumes: listed } = await ask(`volumes on ${hostNameOf(placement)}`, engine.listVolumes());
  const there = new Set(listed.map(({ Name }) => Name));
  const servers = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  // An engine would make one that is missing, and Terraform would stumble over it.
  const volumes = [...servers.map((container) => dataVolume({ container })), configurationVolume].filter((name) =>
    there.has(name),
  );
  if (volumes.length === 0) {
    return { placement, identities: {}, hasRun: false };
  }
  return await mountedVolumes(engine, manifest, { volumes, readOnly: true }, async (mounting, mountOf) => {
    const read = async (volume: string, file: string): Promise<FoundFile | undefined> => {
      const path = `${mountOf(volume)}/${file}`;
      const archive = there.has(volume)
        ? await ask(`${file} in ${volume}`, ifThere(mounting.getArchive({ path })))
        : undefined;
      return (
        archive &&
        (await bounded(fileIn(archive), {
          within: PATIENCE,
          awaiting: `${hostNameOf(placement)} to hand out ${file} in ${volume}`,
        }))
      );
    };
    const before = await read(configurationVolume, TOLD);
    const told = await Promise.all(
      servers.map(async (container) => {
        const volume = dataVolume({ container });
        const [meta, state, consent] = await Promise.all([
          read(volume, IDENTITY_FILE),
          read(volume, QUORUM_STATE),
          read(configurationVolume, `.start-empty-${container}`),
        ]);
        const identity = identityIn(meta);
        const mayBegin = consent !== undefined && Date.now() - consent.changed.getTime() < A_DAY.milliseconds;
        return { container, identity, hasRun: state !== undefined, mayBegin };
      }),
    );
    return {
      placement,
      identities: Object.fromEntries(
        told.flatMap(({ container, identity }) => (identity === undefined ? [] : [[container, identity]])),
      ),
      told: identityIn(before),
      hasRun: told.some(({ hasRun }) => hasRun),
      ...(there.has(configurationVolume) && {
        mayBegin: told.filter(({ mayBegin }) => mayBegin).map(({ container }) => container),
      }),
    };
  });
}

interface FoundFile {
  readonly content: string;
  readonly changed: Date;
}

const identityIn = (file: FoundFile | undefined): string | undefined =>
  /^cluster\.id=(.+)$/m.exec(file?.content ?? '')?.[1];

/** The file that an archive is of. */
async function fileIn(archive: NodeJS.ReadableStream): Promise<FoundFile | undefined> {
  let found: FoundFile | undefined;
  for await (const entry of entriesOf(archive)) {
    found = { content: await text(entry), changed: entry.header.mtime };
  }
  return found;
}

/** As a volume bears it, so that the step that formats finds it among those. */
async function tell(engine: Docker, manifest: Spread, placement: Placement, identity: string): Promise<void> {
  const { configurationVolume } = new ClusterNames(manifest.name);
  await ask(`volume ${configurationVolume}`, engine.getVolume(configurationVolume).inspect());
  const archive = await archiveOf([
    { name: IDENTITY_FOLDER, type: 'directory', mode: 0o755 },
    { name: TOLD, mode: 0o644, content: `cluster.id=${identity}\n` },
  ]);
  await mountedVolumes(engine, manifest, { volumes: [configurationVolume], readOnly: false }, (mounting, mountOf) =>
    bounded(mounting.putArchive(archive, { path: mountOf(configurationVolume) }), {
      within: PATIENCE,
      awaiting: `${hostNameOf(placement)} to take the identity of ${manifest.name}`,
    }),
  );
}

/** Kafka's own form: 16 bytes in the alphabet for URLs; its tools take one that begins with a dash for an option. */
function newIdentity(): string {
  for (;;) {
    const identity = randomBytes(16).toString('base64url');
    if (!identity.startsWith('-')) {
      return identity;
    }
  }
}
