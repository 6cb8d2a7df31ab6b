import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  CreatedServiceAccount,
  CreateServiceAccountBody,
  DEFAULT_GRACE_PERIOD_S,
  ListServiceAccountsQuery,
  PatchServiceAccountBody,
  RotatedServiceAccount,
  RotateServiceAccountBody,
  ServiceAccount,
  ServiceAccountId,
} from '@kcs/contracts';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { createAccount } from '../../service-accounts/commands/create-account.ts';
import { rotateToken } from '../../service-accounts/commands/rotate-token.ts';
import { deleteAccount, updateAccount } from '../../service-accounts/commands/update-account.ts';
import { listAccounts } from '../../service-accounts/queries/list-accounts.ts';
import type { ServiceAccountDeps } from '../../service-accounts/service-account-deps.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListSchema, createRouteSchema, EmptyObject } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Service accounts'];
const accountParams = Type.Object({ id: ServiceAccountId });

const createAccountSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Create a service account for a program (Admin only)',
    description:
      'The program sends the token as `Authorization: Bearer <token>`. Only this response contains the token. An account with the scope rooms:read or messages:write has a bot user. Members of a room add the bot user like a person.',
    body: CreateServiceAccountBody,
  },
  { 201: CreatedServiceAccount },
  ['FORBIDDEN', 'CONFLICT'],
);
const listAccountsSchema = createListSchema(
  {
    tags: openApiTags,
    summary: 'List service accounts, sorted by name (Admin only)',
    querystring: ListServiceAccountsQuery,
  },
  ServiceAccount,
  ['FORBIDDEN'],
);
const updateAccountSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Change the scopes, the state, or the quotas of a service account (Admin only)',
    description: 'The name never changes. A deactivated account can be activated again.',
    params: accountParams,
    body: PatchServiceAccountBody,
  },
  ServiceAccount,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
const rotateTokenSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Give a service account a new token (Admin only)',
    description:
      'The old token stays valid for the grace period. With `grace_period_s: 0`, it ends immediately.',
    params: accountParams,
    body: RotateServiceAccountBody,
  },
  { 201: RotatedServiceAccount },
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
const deleteAccountSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Delete a service account (Admin only)',
    description: 'Its tokens end immediately. Its name can never be used again.',
    params: accountParams,
  },
  EmptyObject,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);

/** Registers the routes at `/service-accounts` with which Admins manage service accounts (AUTH-17, AUTH-21). */
export const serviceAccountRoutes: FastifyPluginAsyncTypebox<{ deps: ServiceAccountDeps }> = async (
  app,
  { deps },
) => {
  const config = { admin: true };
  app.post(
    '/service-accounts',
    { schema: createAccountSchema, config },
    async ({ user, body: { name, scopes } }, reply) => {
      const account = await createAccount(deps, { name, scopes, adminId: user.id });
      return reply.code(201).send(toSuccessBody(account));
    },
  );
  app.get('/service-accounts', { schema: listAccountsSchema, config }, async ({ query }) =>
    toPageBody(await listAccounts(deps, query)),
  );
  app.patch(
    '/service-accounts/:id',
    { schema: updateAccountSchema, config },
    async ({ user, params, body }) => {
      const change = {
        scopes: body.scopes,
        active: body.active,
        documentsPerSecond: body.documents_per_second,
        documentsPerDay: body.documents_per_day,
        recipientsPerDay: body.recipients_per_day,
      };
      return toSuccessBody(await updateAccount(deps, { accountId: params.id, adminId: user.id, change }));
    },
  );
  app.post(
    '/service-accounts/:id/rotate',
    { schema: rotateTokenSchema, config, preValidation: allowMissingBody },
    async ({ user, params, body }, reply) => {
      const gracePeriodS = body.grace_period_s ?? DEFAULT_GRACE_PERIOD_S;
      const { token, oldTokensExpireAt } = await rotateToken(deps, {
        accountId: params.id,
        adminId: user.id,
        gracePeriodS,
      });
      const data = { token, old_tokens_expire_at: oldTokensExpireAt.toISOString() };
      return reply.code(201).send(toSuccessBody(data));
    },
  );
  app.delete('/service-accounts/:id', { schema: deleteAccountSchema, config }, async ({ user, params }) => {
    await deleteAccount(deps, { accountId: params.id, adminId: user.id });
    return toSuccessBody({});
  });
};

/** Makes a request without a body valid if all fields of the body are optional. */
async function allowMissingBody(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}
