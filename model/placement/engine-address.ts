import { isIP } from 'node:net';
import { namesHost } from '../names/host-endpoint';

/** What the parts of an engine's address may be, by its scheme. */
const SCHEMES: Readonly<Record<string, (url: URL, text: string) => boolean>> = {
  'unix:': ({ pathname, host }, text) => host === '' && pathname.length > 1 && /^unix:\/\/\/\S+$/.test(text),
  'npipe:': (_, text) => /^npipe:\/\/\S+$/.test(text),
  'tcp:': (url) =>
    isHost(url) && url.port !== '' && isPort(url) && ['', '/'].includes(url.pathname) && url.username === '',
  'ssh:': (url) => isHost(url) && isPort(url) && ['', '/'].includes(url.pathname) && url.password === '',
};

/** A host as it stands in a URL, an IPv6 address in brackets. */
const isHost = ({ hostname }: URL): boolean =>
  hostname.startsWith('[') ? isIP(hostname.slice(1, -1)) === 6 : namesHost(hostname.replace(/_/g, 'x'));

/** A URL has no larger one than there is. */
const isPort = ({ port }: URL): boolean => port === '' || Number(port) > 0;

/** Whether it is written as for `DOCKER_HOST`: `unix:///PATH`, `tcp://HOST:PORT`, `ssh://[USER@]HOST[:PORT]` or `npipe://PATH`. */
export function isEngineAddress(text: string): boolean {
  if (/[\s\p{Control}]/u.test(text) || !URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return SCHEMES[url.protocol]?.(url, text) === true && url.search === '' && url.hash === '';
}

/** Whether an engine is reached by way of a network. */
export const isRemoteEngine = (engine: string): boolean => /^(tcp|ssh|https?):/.test(engine);

/** Whether certificates may be needed to reach it, which are for no other kind of endpoint. */
export const isByTcp = (engine: string): boolean => /^(tcp|https):/.test(engine);
