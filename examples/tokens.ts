import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  Listener,
  Metadata,
  TokenIssuer,
  UserLogin,
} from '../constructs';

/** Services that log in by tokens of an issuer that stands already, such as Keycloak, beside people with certificates. */
export function tokens(app: App): void {
  const realm = 'https://login.example.org/realms/kafka';
  const issuer = TokenIssuer.online({
    issuer: realm,
    audiences: ['kafka'],
    // In Keycloak, the name of the client: its issuer alone chooses it.
    principalClaim: 'azp',
    jwksUrl: `${realm}/protocol/openid-connect/certs`,
    tokenUrl: `${realm}/protocol/openid-connect/token`,
  });
  const cluster = new KafkaCluster(new TerraformStack(app, 'tokens-cluster'), 'Kafka', {
    name: 'tokens',
    metadata: Metadata.zooKeeper({ nodes: 3 }),
    listeners: [
      Listener.published('mtls', { firstHostPort: 24192, authentication: Authentication.mutualTls() }),
      Listener.published('tokens', { firstHostPort: 24092, authentication: Authentication.oauthBearer(issuer) }),
    ],
  });
  new KafkaBase(new TerraformStack(app, 'tokens-base'), 'Base', { cluster });

  const resources = new KafkaResources(new TerraformStack(app, 'tokens-resources'), 'Resources', { cluster });
  const orders = resources.addTopic('orders', { partitions: 3 });
  orders.grantProduce(resources.addUser('shop', { login: UserLogin.oauthBearer() }));
  orders.grantConsume(resources.addUser('billing', { login: UserLogin.oauthBearer() }), { group: 'billing' });
}
