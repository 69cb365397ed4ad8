import { userNamesBy, usersBy } from '../../../../model/users/cluster-user';

test('users are told apart by what they log in by, in the order in which they were declared', () => {
  const users = [
    { name: 'b', mechanism: 'plain', version: 1 },
    { name: 'c', mechanism: 'certificate', version: 1 },
    { name: 'a', mechanism: 'plain', version: 3 },
  ];
  expect(userNamesBy({ users }, 'plain')).toEqual(['b', 'a']);
  expect(usersBy({ users }, 'certificate')).toEqual([users[1]]);
  expect(userNamesBy({ users }, 'kerberos')).toEqual([]);
});
