import type { Address } from './address.ts';

const SAFE_URL_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Returns the web address in a part of the text; undefined if it must not become a link. */
export function toWebAddress(text: string, start: number, end: number, isBare: boolean): Address | undefined {
  const writtenAddress = text.slice(start, end);
  const parsedUrl = parseUrl(isBare ? `https://${writtenAddress}` : writtenAddress);
  if (parsedUrl === undefined || !SAFE_URL_SCHEMES.has(parsedUrl.protocol)) return undefined;
  // Reject URLs such as `https://bank.example@evil.example`, where the part before the @ looks like the host but is a
  // user name.
  const isCutBeforeAtSign =
    parsedUrl.pathname === '/' && /^[^\s/?#]*@/u.test(text.slice(end, end + MAX_URL_USER_NAME_LENGTH));
  if (parsedUrl.username !== '' || parsedUrl.password !== '' || isCutBeforeAtSign) return undefined;
  const writtenHost = /^(?:https?:\/\/)?([^/?#]*)/iu.exec(writtenAddress)?.[1]?.toLowerCase();
  const isSameHost = writtenHost?.replace(/:\d+$/, '') === parsedUrl.hostname;
  return { start, end, href: parsedUrl.href, ...(!isSameHost && { realHost: parsedUrl.hostname }) };
}

/**
 * How many characters after a web address are searched for an @. If there is one, the address does not become a link,
 * because the text that looks like its host is only a user name, as in `https://bank.example@evil.example`.
 */
const MAX_URL_USER_NAME_LENGTH = 300;

function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
