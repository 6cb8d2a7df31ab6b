import { CHAT_API_REQUESTS, NOTICES, type RequestOf } from '@kcs/contracts';
import { newId, sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { admitExternalToken } from '../../src/identity/commands/admit-external.ts';
import { findExternalUser, updateExternalUser } from '../../src/identity/rows/external-users.ts';
import { expectNotice } from '../support/expect-notice.ts';
import { startApi } from '../support/start-api.ts';

type ExternalClaims = RequestOf<typeof CHAT_API_REQUESTS.admitExternal>;

const ISSUER = 'https://id.example';
const MINUTE_MS = 60_000;
const unauthenticatedError = { code: 'UNAUTHENTICATED' };

t.test('chat-api admits users with tokens from the identity provider', async (t) => {
  const api = await startApi(t, {
    AUTH_EXTERNAL_ISSUER: ISSUER,
    AUTH_EXTERNAL_AUDIENCE: 'chat',
    AUTH_EXTERNAL_JWKS_URL: 'http://127.0.0.1:9/keys',
  });
  const { prisma } = api.deps.db;
  const createClaims = (subject: string, fields: Partial<ExternalClaims> = {}): ExternalClaims => ({
    issuer: ISSUER,
    subject,
    sessionId: newId('sess'),
    profile: { name: 'Ada', email: `${subject}@elsewhere.example`, userType: 'Teacher' },
    issuedAt: Date.now() - MINUTE_MS,
    expiresAt: Date.now() + 60 * MINUTE_MS,
    ...fields,
  });
  const admitOverBus = async (claims: ExternalClaims) =>
    (await sendRequest(api.bus, CHAT_API_REQUESTS.admitExternal, claims, { timeoutMs: 10_000 })).userId;
  const authorizeSession = ({ sessionId }: ExternalClaims, userId: string) =>
    sendRequest(api.bus, CHAT_API_REQUESTS.authorizeConnect, { sessionId, userId });

  t.test('the first token of a user creates the user once, even with concurrent requests', async (t) => {
    const firstClaims = createClaims('many');
    const userIds = await Promise.all(Array.from({ length: 10 }, () => admitOverBus(firstClaims)));
    t.equal(new Set(userIds).size, 1);
    const [id = ''] = userIds;
    t.match(await prisma.user.findUnique({ where: { id } }), {
      name: 'Ada',
      userType: 'Teacher',
      email: null,
      externalEmail: 'many@elsewhere.example',
    });
    t.match(await authorizeSession(firstClaims, id), {
      user: { id, name: 'Ada', userType: 'Teacher' },
      rooms: [],
    });
  });

  t.test('a token whose session has ended does not open a new session', async (t) => {
    const firstClaims = createClaims('logged-out');
    const userId = await admitOverBus(firstClaims);
    await prisma.session.update({ where: { id: firstClaims.sessionId }, data: { endedAt: new Date() } });
    t.equal(await admitOverBus(firstClaims), userId);
    await t.rejects(authorizeSession(firstClaims, userId), unauthenticatedError);
    const nextClaims = createClaims('logged-out');
    await admitOverBus(nextClaims);
    await t.resolves(authorizeSession(nextClaims, userId), 'another token has its own session');
  });

  t.test('a newer token updates the user’s profile, and the gateways are notified', async (t) => {
    const userId = await admitOverBus(createClaims('renamed'));
    const { notice } = await expectNotice(t, api, NOTICES.userChanged);
    await api.bus.flush();
    const profile = { name: 'Ada K.', email: null, userType: 'Staff' as const };
    t.equal(await admitOverBus(createClaims('renamed', { profile, issuedAt: Date.now() })), userId);
    t.match(await notice, { userId, name: 'Ada K.', userType: 'Staff' });
    t.match(await prisma.user.findUnique({ where: { id: userId } }), {
      name: 'Ada K.',
      userType: 'Staff',
      externalEmail: null,
    });
  });

  t.test('the identity provider cannot make a user Admin unless it is trusted to do so', async (t) => {
    const profile = { name: 'Eve', email: null, userType: 'Admin' as const };
    const userId = await admitOverBus(createClaims('admin', { profile }));
    t.match(await prisma.user.findUnique({ where: { id: userId } }), { userType: 'Student' });
  });

  t.test('tokens of a deactivated user or from a different issuer are refused', async (t) => {
    const firstClaims = createClaims('deactivated');
    const userId = await admitOverBus(firstClaims);
    const userBefore = await findExternalUser(api.deps.db, firstClaims);
    await api.admin.rest('PATCH', `/users/${userId}`, { active: false });
    if (!userBefore) throw new Error('The user does not exist.');
    const lateUpdate = { changed: { name: 'Late' }, stored: userBefore.profile };
    t.equal(
      await api.deps.db.transaction((tx) => updateExternalUser(tx, userBefore, lateUpdate)),
      undefined,
      'a request that read the user before does not change the profile any more',
    );
    await t.rejects(admitOverBus(createClaims('deactivated')), {
      ...unauthenticatedError,
      message: /deactivated/,
    });
    await t.rejects(authorizeSession(firstClaims, userId), unauthenticatedError);
    await t.rejects(
      admitOverBus(createClaims('ada', { issuer: 'https://other.example' })),
      unauthenticatedError,
    );
  });

  t.test('the identity provider can demote any Admin except the last active one', async (t) => {
    const trustingReplica = await api.replica({ AUTH_EXTERNAL_TRUST_ADMIN: 'true' });
    const admitAtTrustingReplica = (claims: ExternalClaims) =>
      admitExternalToken(trustingReplica.deps, claims);
    const adminProfile = { name: 'Pat', email: null, userType: 'Admin' as const };
    const userId = await admitAtTrustingReplica(createClaims('head', { profile: adminProfile }));
    await prisma.user.updateMany({
      where: { userType: 'Admin', id: { not: userId } },
      data: { active: false },
    });
    t.teardown(() => prisma.user.updateMany({ data: { active: true } }));
    const demotedProfile = { name: 'Pat New', email: null, userType: 'Teacher' as const };
    const readUserType = async () =>
      (await prisma.user.findUniqueOrThrow({ where: { id: userId } })).userType;
    await admitAtTrustingReplica(createClaims('head', { profile: demotedProfile, issuedAt: Date.now() }));
    t.match(await prisma.user.findUnique({ where: { id: userId } }), { name: 'Pat New', userType: 'Admin' });
    await prisma.user.updateMany({ where: { userType: 'Admin' }, data: { active: true } });
    // A token updates a user's profile at most once a minute. Move the last update into the past, so that the next
    // token updates the profile.
    await prisma.$executeRaw`
      UPDATE users SET external_profile = jsonb_set(external_profile, '{takenAt}', '0') WHERE id = ${userId}`;
    await admitAtTrustingReplica(createClaims('head', { profile: demotedProfile, issuedAt: Date.now() }));
    t.equal(await readUserType(), 'Teacher', 'a later token demotes once there is another Admin');
  });

  t.test('the password of a user from the identity provider cannot be reset', async (t) => {
    const userId = await admitOverBus(createClaims('no-password'));
    t.match(await api.admin.rest('PATCH', `/users/${userId}`, { password: 'a new password' }), {
      status: 409,
      body: { error: { code: 'CONFLICT', message: /identity provider/ } },
    });
  });
});
