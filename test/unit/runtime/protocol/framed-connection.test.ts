import { PassThrough, duplexPair } from 'node:stream';
import { FramedConnection } from '../../../../runtime/protocol/framed-connection';

describe('a connection with frames', () => {
  test('puts an answer together from its pieces', async () => {
    const [near, far] = duplexPair();
    far.once('data', (request: Buffer) => {
      expect(request).toEqual(Buffer.from([0, 0, 0, 2, 1, 2]));
      far.write(Buffer.from([0, 0]));
      far.write(Buffer.from([0, 3, 7]));
      far.write(Buffer.from([8, 9]));
    });
    expect(await new FramedConnection(near).exchange(Buffer.from([1, 2]))).toEqual(Buffer.from([7, 8, 9]));
  });

  test('fails when the other side ends without a word, or answers in TLS', async () => {
    const [near, far] = duplexPair();
    far.resume().end();
    await expect(new FramedConnection(near).exchange(Buffer.alloc(1))).rejects.toMatchObject({
      reason: 'connection closed without an answer',
    });
    const alert = new PassThrough();
    const connection = new FramedConnection(alert);
    alert.push(Buffer.from([0x15, 3, 3, 0, 2, 2, 80]));
    await expect(connection.exchange(Buffer.alloc(1))).rejects.toMatchObject({
      reason: 'answered in another protocol',
    });
  });
});
