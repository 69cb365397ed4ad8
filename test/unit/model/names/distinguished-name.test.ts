import {
  administratorName,
  brokerMappingRules,
  brokersName,
  brokerName,
  clientMappingRules,
  clientName,
  distinguishedName,
  serverMappingRule,
  serversName,
} from '../../../../model/names/distinguished-name';
import { ClusterNames } from '../../../../model/names/names';

const names = new ClusterNames('a.b');
const other = new ClusterNames('aXb');

/** What Kafka makes of a distinguished name by the rules: the first that matches counts, and none lets nobody in. */
function principalOf(rules: string, name: string): string | undefined {
  for (const [, pattern = ''] of rules.matchAll(/RULE:(\^.+?\$)\/\$1\//g)) {
    const found = new RegExp(pattern).exec(name);
    if (found !== null) {
      return found[1];
    }
  }
  return undefined;
}

describe('the names of certificates at a listener for clients', () => {
  const rules = clientMappingRules(names);

  test('are a user’s common name, and the administrator’s whole name', () => {
    expect(principalOf(rules, clientName(names, 'alice'))).toBe('alice');
    expect(principalOf(rules, administratorName(names))).toBe('CN=admin,OU=administrators,O=a.b');
  });

  test('fail to be the administrator’s where a user is called like it', () => {
    expect(principalOf(rules, clientName(names, 'admin'))).toBe('admin');
  });

  test.each([
    ['a broker', brokerName(names, names.broker(1))],
    ['a user of another cluster', clientName(other, 'alice')],
    ['the administrator of another cluster', administratorName(other)],
    ['a name with more behind it', `${clientName(names, 'alice')},C=DE`],
    ['a name with more before it', `C=DE,${administratorName(names)}`],
    ['a common name with a comma', 'CN=alice,OU=brokers,OU=clients,O=a.b'],
  ])('fail for %s', (_, name) => {
    expect(principalOf(rules, name)).toBeUndefined();
  });
});

/** Who comes of a certificate by the one rule of a listener of servers: a name of its own, whichever server it is. */
const serverOf = (rule: string, name: string): string | undefined => {
  const [, pattern = '', principal] = /^RULE:(.*?)\$\/(.*)\/$/.exec(rule) ?? [];
  return new RegExp(`${pattern}$`).test(name) ? principal : undefined;
};

test('between brokers, a broker alone is let in, and any is the same to the others', () => {
  const rule = brokerMappingRules(names);
  expect([1, 2].map((id) => serverOf(rule, brokerName(names, names.broker(id))))).toEqual(
    [1, 2].map(() => brokersName(names)),
  );
  const controller = distinguishedName(names, 'a.b-controller-1', 'controllers');
  for (const name of [
    clientName(names, 'alice'),
    administratorName(names),
    brokerName(other, other.broker(1)),
    controller,
  ]) {
    expect(serverOf(rule, name)).toBeUndefined();
  }
  expect(serverOf(serverMappingRule(names, 'controllers'), controller)).toBe(serversName(names, 'controllers'));
});
