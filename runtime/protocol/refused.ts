/** The other side said no, or the connection did not come about; `reason` says how, in a few words. */
export class Refused extends Error {
  public constructor(public readonly reason: string) {
    super(reason);
    this.name = 'Refused';
  }
}

/** What the end of a connection reads like, when nothing else was said about it. */
export const CLOSED = 'connection closed without an answer';

/** Why a connection failed: the alert, what is wrong with the certificate, or how it ended. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) {
    return error;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const alert = /^ERR_SSL_.*?ALERT_(.+)$/.exec(code ?? '')?.[1];
  if (alert !== undefined) {
    return new Refused(`TLS alert: ${alert.toLowerCase().replaceAll('_', ' ')}`);
  }
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return new Refused(CLOSED);
    case undefined:
      return new Refused(message);
    default:
      return new Refused(code);
  }
}
