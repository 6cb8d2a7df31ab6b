import type { ExternalClaims } from './external-claims.ts';

/** A change that was not taken over because another had just been is tried again after this. */
const REMEMBERED_MS = 60_000;
const MOST = 20_000;

/**
 * Whose tokens were admitted lately, so that not every request asks. Whose a token is never changes; whether its
 * session lives is not answered here. Any number of first uses at once ask once.
 */
export function createAdmissions(
  admit: (claims: ExternalClaims) => Promise<string>,
  now: () => number,
): { userOf(claims: ExternalClaims): Promise<string> } {
  const admitted = new Map<string, { readonly user: Promise<string>; readonly until: number }>();
  const ask = (claims: ExternalClaims): Promise<string> => {
    const { sessionId } = claims;
    const user = admit(claims);
    const entry = { user, until: now() + REMEMBERED_MS };
    admitted.delete(sessionId);
    admitted.set(sessionId, entry);
    if (admitted.size > MOST) admitted.delete(admitted.keys().next().value as string);
    user.catch(() => {
      if (admitted.get(sessionId) === entry) admitted.delete(sessionId);
    });
    return user;
  };
  return {
    userOf(claims) {
      const known = admitted.get(claims.sessionId);
      return known && now() < known.until ? known.user : ask(claims);
    },
  };
}
