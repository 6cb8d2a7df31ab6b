import { createTokenIssuer, readSigningKeys } from '@kcs/auth';

export const TOKEN_ISSUER = 'kcs-bench';
const TOKEN_LIFETIME_S = 86_400;

/** Issues a token for each of `count` invented people, with the same signature as our own tokens. */
export async function issueTokens(signingKeysJson: string, count: number): Promise<string[]> {
  const issuer = createTokenIssuer({
    keys: await readSigningKeys(signingKeysJson),
    issuer: TOKEN_ISSUER,
    audience: TOKEN_ISSUER,
    ttlS: TOKEN_LIFETIME_S,
  });
  const ids = Array.from({ length: count }, (_, n) => String(n).padStart(26, '0'));
  const issued = ids.map((id) => issuer.issue({ userId: `user_${id}`, sessionId: `sess_${id}` }));
  return (await Promise.all(issued)).map(({ token }) => token);
}
