import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LookupUserQuery } from '@kcs/contracts';
import type { Static } from 'typebox';
import { eraseUser } from '../../erasure/erase-user.ts';
import { createUser } from '../../identity/commands/create-user.ts';
import { updateUser } from '../../identity/commands/update-user.ts';
import type { IdentityDeps } from '../../identity/identity-deps.ts';
import { findUserProfile, type Viewer } from '../../identity/queries/find-user.ts';
import { listUsers } from '../../identity/queries/list-users.ts';
import { lookUpUser, type UserLookupKey } from '../../identity/queries/look-up-user.ts';
import { checkAccountMayAssignUserType } from '../../identity/rules/check-user-update.ts';
import { normalizeEmail } from '../../identity/rules/normalize-email.ts';
import type { SessionUser } from '../../identity/sessions/find-live-session.ts';
import { createFieldError } from '../../input/field-error.ts';
import { requireMember } from '../../rooms/queries/require-member.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import {
  createUserRouteSchema,
  eraseUserRouteSchema,
  listUsersRouteSchema,
  lookUpUserRouteSchema,
  updateUserRouteSchema,
  userProfileRouteSchema,
} from './user-schemas.ts';

/** Registers the routes at `/users` (AUTH-10, AUTH-14, AUTH-16, ERASE-1). */
export const userRoutes: FastifyPluginAsyncTypebox<{ deps: IdentityDeps }> = async (app, { deps }) => {
  const adminOnlyRouteConfig = { admin: true };
  app.get('/users', { schema: listUsersRouteSchema }, async ({ user, query }) => {
    const { not_in_room: notInRoom, ...options } = query;
    if (notInRoom !== undefined) await requireMember(deps, { userId: user.id, roomId: notInRoom });
    return toPageBody(await listUsers(deps, { ...options, notInRoom, viewer: toViewer(user) }));
  });
  app.get(
    '/users/lookup',
    { schema: lookUpUserRouteSchema, config: adminOnlyRouteConfig },
    async ({ query }) => toSuccessBody(await lookUpUser(deps, parseUserKey(query))),
  );
  app.get('/users/:id', { schema: userProfileRouteSchema }, async ({ user, params }) =>
    toSuccessBody(await findUserProfile(deps, { userId: params.id, viewer: toViewer(user) })),
  );
  app.post(
    '/users',
    { schema: createUserRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, account, body }, reply) => {
      const { user_type: userType, ...fields } = body;
      if (account) checkAccountMayAssignUserType(userType);
      const createdUser = await createUser(deps, {
        ...{ ...fields, userType, createdByAccount: account?.id },
        actorId: account?.id ?? user.id,
      });
      return reply.code(201).send(toSuccessBody(createdUser));
    },
  );
  app.patch(
    '/users/:id',
    { schema: updateUserRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, account, params, body, scopeDeps }) => {
      const { user_type: userType, ...fields } = body;
      const updater = account ? { accountId: account.id } : 'admin';
      const actorId = account?.id ?? user.id;
      return toSuccessBody(
        await updateUser(scopeDeps(deps), { ...fields, userType, userId: params.id, updater, actorId }),
      );
    },
  );
  app.post(
    '/users/:id/erase',
    { schema: eraseUserRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params, body }, reply) => {
      const erasure = await eraseUser(deps, { ...body, userId: params.id, actorId: user.id });
      return reply.code(202).send(toSuccessBody(erasure));
    },
  );
};

const toViewer = (user: SessionUser): Viewer => ({ id: user.id, isAdmin: user.userType === 'Admin' });

/**
 * Returns the key that identifies a user: an email, or an issuer and subject. Throws `VALIDATION_FAILED` if the query
 * contains both keys or no complete key.
 */
function parseUserKey({ email, issuer, sub }: Static<typeof LookupUserQuery>): UserLookupKey {
  if (email !== undefined && issuer === undefined && sub === undefined) {
    return { email: normalizeEmail(email) };
  }
  if (email === undefined && issuer !== undefined && sub !== undefined) return { issuer, subject: sub };
  throw createFieldError(
    '/email',
    'is required, unless both issuer and sub are given. Send either an email, or an issuer and sub.',
  );
}
