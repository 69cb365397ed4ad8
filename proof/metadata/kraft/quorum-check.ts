import { quorumLoss } from '../quorum-loss';
import { awaitServing, viewControllers } from './quorum';

export const quorum = quorumLoss({
  name: 'quorum',
  server: 'controller',
  spare: { code: 'SpareControllerMissing', remedy: 'declare 3 controllers: Metadata.kraft({ controllers: 3 })' },
  remedy: 'see that every broker names every controller (controller.quorum.voters), and look at the brokers’ logs',
  view: viewControllers,
  watch: (proof) => Promise.resolve((controllers) => awaitServing(proof, controllers)),
});
