import { createHash } from 'node:crypto';

const ID_CHARS = 26;

/**
 * The session id of a token that has no session of ours. Over what is signed and not over the signature: some
 * algorithms let anybody turn one good signature into another, which must not be another session.
 */
export function tokenSessionId(token: string): string {
  const signed = token.slice(0, token.lastIndexOf('.'));
  const digest = createHash('sha256').update(`kcs-external-session:${signed}`).digest('hex');
  return `sess_${BigInt(`0x${digest}`).toString(36).padStart(ID_CHARS, '0').slice(-ID_CHARS)}`;
}
