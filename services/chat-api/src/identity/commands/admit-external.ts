import type { ExternalClaims } from '@kcs/auth';
import { ChatError, NOTICES } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { EdgeDeps } from '../identity-deps.ts';
import {
  type ExternalUser,
  findExternalUser,
  insertExternalUser,
  openExternalSession,
  updateExternalUser,
} from '../rows/external-users.ts';
import { believed, takeOverProfile } from '../rules/merge-external-profile.ts';

type Deps = Pick<EdgeDeps, 'db' | 'nc' | 'sessions' | 'config'>;

const FOREIGN = 'Tokens of this identity provider are not accepted here; log in with a password.';
const DEACTIVATED = 'This account is deactivated; ask an administrator to activate it.';

/**
 * Whose a verified token of the identity provider is. The user is known by issuer and subject alone, appears at the
 * first use, once however many come at once, and follows what later tokens say of it. The token gets a session, which
 * ends as all others do; an ended one is never opened again.
 * @throws ChatError UNAUTHENTICATED
 */
export async function admitExternal(deps: Deps, claims: ExternalClaims): Promise<string> {
  const { db, config } = deps;
  if (claims.issuer !== config.AUTH_EXTERNAL_ISSUER) throw new ChatError('UNAUTHENTICATED', FOREIGN);
  const said = believed(claims.profile, config.AUTH_EXTERNAL_TRUST_ADMIN);
  const { issuedAt, sessionId, expiresAt } = claims;
  let user = await findExternalUser(db, claims);
  if (!user) {
    await insertExternalUser(db, claims, { ...said, issuedAt });
    user = await findExternalUser(db, claims);
  }
  if (!user) throw new ChatError('UNAVAILABLE');
  if (!user.active) throw new ChatError('UNAUTHENTICATED', DEACTIVATED);
  const news = takeOverProfile(user.profile, said, { issuedAt, now: Date.now() });
  if (news) await follow(deps, user, news);
  await openExternalSession(db, { userId: user.id, sessionId, expiresAt: new Date(expiresAt) });
  return user.id;
}

async function follow(
  { db, nc, sessions }: Deps,
  user: ExternalUser,
  news: Parameters<typeof updateExternalUser>[2],
): Promise<void> {
  const after = await updateExternalUser(db, user, news);
  if (!after || (after.name === user.name && after.userType === user.userType)) return;
  sessions.forgetUser(user.id);
  publishNotice(nc, NOTICES.userChanged, { userId: user.id, ...after });
}
