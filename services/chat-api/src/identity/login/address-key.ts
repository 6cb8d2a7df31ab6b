import { isIPv6 } from 'node:net';

/**
 * Returns the key under which logins from an IP address are counted. For IPv4, the key is the address itself. For IPv6,
 * it is the /64 network, because one household usually has a whole /64.
 */
export function toAddressKey(address: string): string {
  const unmappedAddress = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  if (!isIPv6(unmappedAddress)) return unmappedAddress;
  const [head = '', tail] = unmappedAddress.toLowerCase().split('::');
  const leadingGroups = head === '' ? [] : head.split(':');
  const trailingGroups = tail === undefined || tail === '' ? [] : tail.split(':');
  const omittedGroups = Array<string>(Math.max(0, 8 - leadingGroups.length - trailingGroups.length)).fill(
    '0',
  );
  return [...leadingGroups, ...omittedGroups, ...trailingGroups]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
