import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isGatewayName } from './session-id.ts';

/** Where a gateway receives requests from other gateways. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
}

const WILDCARD_HOSTS = ['0.0.0.0', '::'];
const MAX_PORT = 65_535;

/** Returns the entry of a gateway in the directory, such as `Zk3xQ0aB_r1T 10.0.0.7 3001`. */
export const formatDirectoryEntry = (name: string, { host, port }: GatewayAddress): string =>
  `${name} ${host} ${port}`;

/**
 * Returns the name and the address in a directory entry. Returns undefined if the entry contains anything but the name
 * of a gateway, an IP address, and a port.
 */
export function parseDirectoryEntry(entry: unknown): [name: string, address: GatewayAddress] | undefined {
  if (typeof entry !== 'string') return undefined;
  const [name = '', host = '', portText = '', ...rest] = entry.split(' ');
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  const isValid = isGatewayName(name) && isIP(host) !== 0 && port > 0 && port <= MAX_PORT;
  return isValid && rest.length === 0 ? [name, { host, port }] : undefined;
}

/**
 * Returns the IP address under which other gateways reach this gateway: the configured address, otherwise the address on
 * which this gateway listens, and if that is a wildcard, the first address of this machine.
 */
export function chooseForwardingHost(configuredHost: string | undefined, listenHost: string): string {
  if (configuredHost !== undefined) return configuredHost;
  if (!WILDCARD_HOSTS.includes(listenHost)) return isIP(listenHost) === 0 ? '127.0.0.1' : listenHost;
  const machineAddresses = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const externalAddress =
    machineAddresses.find(({ internal, family }) => !internal && family === 'IPv4') ??
    machineAddresses.find(({ internal, scopeid }) => !internal && !scopeid);
  return externalAddress?.address ?? '127.0.0.1';
}
