import { FaultError, formatFault, formatViolation, KafkaVersion, ValidationError } from '../../../constructs';

const refused = (): unknown => {
  try {
    return KafkaVersion.of('3.9');
  } catch (error) {
    return error;
  }
};

test('who asks for an error by its former name is still told, with its violations under their former name too', () => {
  const error = refused();
  expect(error).toBeInstanceOf(FaultError);
  expect((error as FaultError).faults).toEqual((error as ValidationError).violations);
  expect((error as FaultError).faults.map(formatFault)).toEqual((error as FaultError).violations.map(formatViolation));
});
