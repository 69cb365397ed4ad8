import { stateWith, triedState } from '../../../../runtime/terraform/state-file';

const numbered = (text: string): { readonly serial: number; readonly lineage: string } =>
  JSON.parse(text) as { readonly serial: number; readonly lineage: string };

test('a state that was tried follows on the one that it was made of by one, so that it is refused where somebody has changed that', () => {
  const before = { version: 4, serial: 7, lineage: 'a', outputs: {}, resources: [], terraform_version: '1.11.4' };
  const made = stateWith(JSON.stringify(before), '1.11.4', []);
  expect(numbered(made)).toMatchObject({ serial: 8, lineage: 'a' });
  const tried = JSON.stringify({ ...before, serial: 9, resources: [{ name: 'seen' }] });
  expect(numbered(triedState(tried, made))).toEqual({ ...before, serial: 8, resources: [{ name: 'seen' }] });
});

test('fails on a trial without a state', () => {
  const made = stateWith('', '1.11.4', []);
  expect(() => triedState('', made)).toThrow(/^\[StateUnreadable\]/);
});
