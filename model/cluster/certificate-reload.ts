import type { ClusterModel } from './cluster-model';
import type { Listener } from '../listeners/listener';

/** The listener that the administrator comes in by from outside the cluster's networks. */
export const administratorsListener = ({ listeners }: Pick<ClusterModel, 'listeners'>): Listener | undefined =>
  listeners.find(({ scope, authentication }) => scope === 'published' && authentication.clientCertificate);

/** Whether brokers that run take up certificates that are issued anew, and need no restart for that. */
export const reloadsCertificates = (cluster: Pick<ClusterModel, 'listeners' | 'reload' | 'store'>): boolean =>
  cluster.reload !== undefined &&
  cluster.store.readsCertificatesAnew === true &&
  administratorsListener(cluster) !== undefined;
