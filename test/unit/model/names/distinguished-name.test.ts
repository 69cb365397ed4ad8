import {
  administratorName,
  brokerMappingRules,
  brokerName,
  clientMappingRules,
  clientName,
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

test('between brokers, a broker alone is let in, by its whole name', () => {
  const rules = brokerMappingRules(names);
  const broker = brokerName(names, names.broker(1));
  expect(principalOf(rules, broker)).toBe(broker);
  for (const name of [clientName(names, 'alice'), administratorName(names), brokerName(other, other.broker(1))]) {
    expect(principalOf(rules, name)).toBeUndefined();
  }
});
