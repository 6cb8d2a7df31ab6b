import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  ChatError,
  CreateUserBody,
  ListUsersQuery,
  LookupUserQuery,
  PatchUserBody,
  User,
  UserId,
  UserProfile,
} from '@kcs/contracts';
import Type, { type Static } from 'typebox';
import { createUser } from '../../identity/commands/create-user.ts';
import { patchUser } from '../../identity/commands/update-user.ts';
import type { EdgeDeps } from '../../identity/identity-deps.ts';
import { findUser } from '../../identity/queries/find-user.ts';
import { listUsers } from '../../identity/queries/list-users.ts';
import { type LookUp, lookUpUser } from '../../identity/queries/look-up-user.ts';
import { normalizeEmail } from '../../identity/rules/normalize-email.ts';
import { success, successPage } from '../envelope/replies.ts';
import { listSchema, routeSchema } from '../envelope/route-schema.ts';
import type { RequestUser } from '../plugins/request-user.ts';

const tags: [string] = ['Users'];
const params = Type.Object({ id: UserId });

const list = listSchema(
  {
    tags,
    summary: 'People by name',
    description: 'Admins see e-mails and deactivated accounts too, and search both.',
    querystring: ListUsersQuery,
  },
  User,
);
const profile = routeSchema(
  {
    tags,
    summary: 'A profile with presence',
    description: 'The e-mail only for Admins and oneself.',
    params,
  },
  UserProfile,
  ['USER_NOT_FOUND'],
);
const lookup = routeSchema(
  {
    tags,
    summary: 'Our user behind an e-mail, or behind an issuer and subject (Admin)',
    description: 'An e-mail finds the account that logs in with it before one of the identity provider.',
    querystring: LookupUserQuery,
  },
  User,
  ['FORBIDDEN', 'USER_NOT_FOUND', 'CONFLICT'],
);
const create = routeSchema(
  { tags, summary: 'Create an account (Admin)', body: CreateUserBody },
  { 201: User },
  ['FORBIDDEN', 'CONFLICT'],
);
const patch = routeSchema(
  {
    tags,
    summary: 'Change an account (Admin)',
    description:
      'Deactivating and a password reset end all sessions and sockets of the user. A name or type set for a user of the identity provider stays until the provider says something new; such a user has no password here (409).',
    params,
    body: PatchUserBody,
  },
  User,
  ['FORBIDDEN', 'USER_NOT_FOUND', 'CONFLICT'],
);

export const userRoutes: FastifyPluginAsyncTypebox<{ deps: EdgeDeps }> = async (app, { deps }) => {
  const admin = { admin: true };
  app.get('/users', { schema: list }, async ({ user, query }) => {
    const { users, nextCursor } = await listUsers(deps, { ...query, viewer: viewer(user) });
    return successPage(users, nextCursor);
  });
  app.get('/users/lookup', { schema: lookup, config: admin }, async ({ query }) =>
    success(await lookUpUser(deps, lookedUp(query))),
  );
  app.get('/users/:id', { schema: profile }, async ({ user, params }) =>
    success(await findUser(deps, { userId: params.id, viewer: viewer(user) })),
  );
  app.post('/users', { schema: create, config: admin }, async ({ body }, reply) => {
    const { user_type: userType, ...more } = body;
    return reply.code(201).send(success(await createUser(deps, { ...more, userType })));
  });
  app.patch('/users/:id', { schema: patch, config: admin }, async ({ params, body }) => {
    const { user_type: userType, ...more } = body;
    return success(await patchUser(deps, { ...more, userType, userId: params.id }));
  });
};

const viewer = (user: RequestUser) => ({ id: user.id, isAdmin: user.userType === 'Admin' });

function lookedUp({ email, issuer, sub }: Static<typeof LookupUserQuery>): LookUp {
  if (email !== undefined && issuer === undefined && sub === undefined)
    return { email: normalizeEmail(email) };
  if (email === undefined && issuer !== undefined && sub !== undefined) return { issuer, subject: sub };
  const details = [{ field: '/email', message: 'give either email, or issuer and sub' }];
  throw new ChatError('VALIDATION_FAILED', undefined, { details });
}
