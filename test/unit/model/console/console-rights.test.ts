import { consoleRules } from '../../../../model/console/console-rights';
import { Principal } from '../../../../model/resources/principal';

const rightsOf = (records: boolean, readOnly: boolean): readonly string[] =>
  consoleRules(Principal.external('console'), { records, readOnly }).map(
    ({ resourceType, operation }) => `${operation} ${resourceType}`,
  );

/** What changes something on a cluster, or who may. */
const CHANGES = /^(Write|Create|Alter|AlterConfigs|Delete|ClusterAction|IdempotentWrite|All) /;

test('a console that is read-only changes nothing, and shows records only where it may', () => {
  expect(rightsOf(true, true).filter((right) => CHANGES.test(right))).toEqual([]);
  expect(rightsOf(true, true)).toContain('Read Topic');
  expect(rightsOf(false, true)).not.toContain('Read Topic');
});

test.each([true, false])('no console can give itself rights, with records: %s', (records) => {
  const rights = rightsOf(records, false);
  expect(rights).toContain('Write Topic');
  expect(rights.filter((right) => right.endsWith(' Cluster'))).toEqual(['Describe Cluster', 'DescribeConfigs Cluster']);
  expect(rights.filter((right) => right.startsWith('All '))).toEqual([]);
});
