import { RealmCluster } from './kerberos/cluster';
import { existingRealmTests } from './kerberos/existing-realm';
import { managedRealmTests } from './kerberos/managed-realm';

jest.setTimeout(20 * 60_000);

const cluster = new RealmCluster();
beforeAll(() => cluster.start());
afterAll(() => cluster.checkout.remove());

managedRealmTests(cluster);
existingRealmTests(cluster);
