import { Duration } from '../../../model/units/duration';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { quorumLoss } from '../quorum-loss';
import { awaitServing, viewControllers } from './quorum';

/** Kafka's own `broker.session.timeout.ms`. */
const USUAL_SESSION_SECONDS = 9;

/** How long there is no quorum: twice as long as a broker's session, so that none outlasts it. */
export const spanWithoutQuorum = ({
  brokerSessionSeconds = USUAL_SESSION_SECONDS,
}: Pick<ClusterManifest, 'brokerSessionSeconds'>): Duration => Duration.seconds(2 * brokerSessionSeconds);

export const quorum = quorumLoss({
  name: 'quorum',
  server: 'controller',
  spare: { code: 'SpareControllerMissing', remedy: 'declare 3 controllers: Metadata.kraft({ controllers: 3 })' },
  remedy: 'see that every broker names every controller (controller.quorum.voters), and look at the brokers’ logs',
  view: viewControllers,
  watch: (proof) => Promise.resolve((controllers) => awaitServing(proof, controllers)),
  span: spanWithoutQuorum,
});
