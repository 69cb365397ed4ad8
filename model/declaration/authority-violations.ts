import { authorityVersionViolations } from '../certificates/authority-version';
import type { ClusterModel } from '../cluster/cluster-model';
import type { Advice, Violation } from '../violation';

/** What is wrong or unwise about the authorities that a cluster was given. */
export function authorityViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const { cluster, clients } = model.authorities;
  const isOne = cluster !== undefined && cluster.certificate.keyDigest === clients?.certificate.keyDigest;
  return [
    ...authorityVersionViolations(subject, model),
    ...[cluster, clients].flatMap((authority) => authority?.advice ?? []),
    ...(isOne
      ? [
          {
            code: 'AuthoritiesEqual',
            subject: `${subject}/authorities`,
            rule: 'servers and clients must be signed by different keys, or a client’s certificate is heard where servers alone come in',
            value: cluster.certificate.distinguishedName,
            remedy: 'bring one of them, and leave the other to the keytool step',
          },
        ]
      : []),
  ];
}
