import { EXTERNAL_ALGORITHMS, type ExternalAlgorithm, isExternalKeyId } from '../jwk-algorithm.ts';
import { parsePart } from '../parse-part.ts';
import { COMPACT_JWS } from '../read-header.ts';

/** Providers list groups and the like; what is longer does not fit into a header or a `refresh-auth` either. */
const MOST_CHARS = 8_192;
/** An ID token or an access token; never one for refreshing, logging out or proving possession. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);
/** They name keys or change what is signed. */
const REFUSED = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];

/** The header of a token that the provider could have signed, before its signature is looked at. */
export function readExternalHeader(token: string): { alg: ExternalAlgorithm; kid: string } | undefined {
  if (token.length > MOST_CHARS || !COMPACT_JWS.test(token)) return undefined;
  const header = parsePart(token.slice(0, token.indexOf('.')));
  if (!header || REFUSED.some((field) => field in header)) return undefined;
  const { typ, kid } = header;
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) return undefined;
  const alg = EXTERNAL_ALGORITHMS.find((algorithm) => algorithm === header.alg);
  return alg && isExternalKeyId(kid) ? { alg, kid } : undefined;
}
