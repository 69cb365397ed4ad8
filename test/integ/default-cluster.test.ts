import { DefaultCluster, MINUTE } from './default-cluster/cluster';
import { refusalTests } from './default-cluster/refusals';
import { driftTests } from './default-cluster/drift';
import { startTests } from './default-cluster/start';
import { exposureTests } from './default-cluster/exposure';
import { clientTests } from './default-cluster/clients';
import { consoleTests } from './default-cluster/console';
import { secretTests } from './default-cluster/secrets';
import { changeTests } from './default-cluster/changes';
import { passwordRotationTests } from './default-cluster/password-rotation';
import { destroyTests } from './default-cluster/destroy';

jest.setTimeout(25 * MINUTE);

const cluster = new DefaultCluster('itest', 29_092);
beforeAll(() => cluster.clone());
afterAll(() => cluster.checkout.remove());

// In the order in which they change the cluster.
refusalTests(cluster);
startTests(cluster);
driftTests(cluster);
exposureTests(cluster);
clientTests(cluster);
consoleTests(cluster);
secretTests(cluster);
changeTests(cluster);
passwordRotationTests(cluster);
destroyTests(cluster);
