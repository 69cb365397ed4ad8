import { counted } from '../../model/formats/counted';
import { METRICS_PORT } from '../../model/cluster/cluster-basis';
import { hostAndPort } from '../../model/names/host-endpoint';
import type { Violation } from '../../model/violation';
import { ask } from '../../runtime/engine/engine';
import { openPortViolations } from '../auth-matrix/open-ports';
import type { ProofContext } from '../context/proof-context';
import { metadataProofOf } from '../metadata/metadata-proofs';
import { parseAddress } from '../../runtime/protocol/dial';
import type { DriftFixture } from './drift-fixture';
import type { DriftArea, DriftResult } from './deviation';

/** Host ports that a container publishes and nobody declared, or does not publish. */
export function publishedViolations(
  container: string,
  declared: readonly string[],
  published: readonly string[],
): Violation[] {
  const remedy = 'run npm run plan to see what differs, then npm run deploy, which replaces the server';
  return [
    ...published
      .filter((address) => !declared.includes(address))
      .map((value) => ({
        code: 'PublishedPortUndeclared',
        subject: container,
        rule: `must publish the declared addresses alone (${declared.join(', ') || 'none'})`,
        value,
        remedy,
      })),
    ...declared
      .filter((address) => !published.includes(address))
      .map((address) => ({
        code: 'PublishedPortMissing',
        subject: container,
        rule: `must publish ${address}, as declared`,
        value: published.join(', ') || 'none',
        remedy,
      })),
  ];
}

/** What is wrong with the ports on which the servers listen. Metrics are read on a network of their own, where there are some. */
export async function serverPortViolations({
  manifest,
  engines,
}: Pick<ProofContext, 'manifest' | 'engines'>): Promise<Violation[]> {
  const own = metadataProofOf(manifest);
  const servers = [
    ...manifest.brokers.map(({ container, advertised }) => ({
      container,
      declared: [
        ...Object.values(advertised).map((address) => parseAddress(address).port),
        ...(own.brokerListeners?.(manifest) ?? []).map(({ port }) => port),
      ],
    })),
    ...manifest.metadata.servers.map(({ container }) => ({ container, declared: own.ports })),
  ];
  const violations = await Promise.all(
    servers.map(({ container, declared }) =>
      openPortViolations(engines, container, new Set([...declared, METRICS_PORT])),
    ),
  );
  return violations.flat();
}

async function find({ proof }: DriftFixture): Promise<DriftResult> {
  const { manifest, engines } = proof;
  const servers = [
    ...manifest.brokers.map(({ container, published }) => ({ container, published })),
    ...manifest.metadata.servers.map(({ container }) => ({ container, published: [] })),
  ];
  const published = await Promise.all(
    servers.map(async ({ container, published: declared }) => {
      const { HostConfig } = await ask(`container ${container}`, engines.container(container).inspect());
      const bindings = Object.values((HostConfig.PortBindings ?? {}) as PortBindings).flatMap((each) => each ?? []);
      return publishedViolations(
        container,
        declared,
        bindings.map(({ HostIp, HostPort }) => hostAndPort(HostIp === '' ? '0.0.0.0' : HostIp, Number(HostPort))),
      );
    }),
  );
  const violations = [...published.flat(), ...(await serverPortViolations(proof))];
  return {
    deviations: violations.map((violation) => ({ violation })),
    evidence: [
      `${counted(servers.length, 'server listens', 'servers listen')} on the declared ports alone (and on ${METRICS_PORT}, for metrics), and no other is published on the engine’s host`,
    ],
  };
}

/** By container port; the engine has null for one that is not published. */
type PortBindings = Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;

export const ports: DriftArea = { name: 'ports', find };
