import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  CreatedServiceAccount,
  CreateServiceAccountBody,
  DEFAULT_TOKEN_GRACE_PERIOD_S,
  ListServiceAccountsQuery,
  PatchServiceAccountBody,
  RotatedServiceTokenResult,
  RotateServiceAccountBody,
  ServiceAccount,
  ServiceAccountId,
} from '@kcs/contracts';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { createServiceAccount } from '../../service-accounts/commands/create-account.ts';
import { rotateServiceToken } from '../../service-accounts/commands/rotate-token.ts';
import {
  deleteServiceAccount,
  updateServiceAccount,
} from '../../service-accounts/commands/update-account.ts';
import { listServiceAccounts } from '../../service-accounts/queries/list-accounts.ts';
import type { ServiceAccountDeps } from '../../service-accounts/service-account-deps.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Service accounts'];
const accountParamsSchema = Type.Object({ id: ServiceAccountId });

const createAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Create a service account for a program (Admin only)',
    description:
      'The program sends the token as `Authorization: Bearer <token>`. Only this response contains the token. An account with the scope rooms:read or messages:write has a bot user. Members add the bot user to a room in the same way as a person.',
    body: CreateServiceAccountBody,
  },
  { 201: CreatedServiceAccount },
  ['FORBIDDEN', 'CONFLICT'],
);
const listAccountsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List service accounts, sorted by name (Admin only)',
    querystring: ListServiceAccountsQuery,
  },
  ServiceAccount,
  ['FORBIDDEN'],
);
const updateAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Change the scopes, the state, or the quotas of a service account (Admin only)',
    description: 'The name never changes. A deactivated account can be activated again.',
    params: accountParamsSchema,
    body: PatchServiceAccountBody,
  },
  ServiceAccount,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
const rotateTokenRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Give a service account a new token (Admin only)',
    description:
      'The old token stays valid for the grace period. With `grace_period_s: 0`, it ends immediately.',
    params: accountParamsSchema,
    body: RotateServiceAccountBody,
  },
  { 201: RotatedServiceTokenResult },
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
const deleteAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Delete a service account (Admin only)',
    description: 'Its tokens end immediately. Its name can never be used again.',
    params: accountParamsSchema,
  },
  EmptyObjectSchema,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);

/** Registers the routes at `/service-accounts`, which Admins use to manage service accounts (AUTH-17, AUTH-21). */
export const serviceAccountRoutes: FastifyPluginAsyncTypebox<{ deps: ServiceAccountDeps }> = async (
  app,
  { deps },
) => {
  const adminOnlyRouteConfig = { admin: true };
  app.post(
    '/service-accounts',
    { schema: createAccountRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, body: { name, scopes } }, reply) => {
      const createdAccount = await createServiceAccount(deps, { name, scopes, adminId: user.id });
      return reply.code(201).send(toSuccessBody(createdAccount));
    },
  );
  app.get(
    '/service-accounts',
    { schema: listAccountsRouteSchema, config: adminOnlyRouteConfig },
    async ({ query }) => toPageBody(await listServiceAccounts(deps, query)),
  );
  app.patch(
    '/service-accounts/:id',
    { schema: updateAccountRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params, body }) => {
      const accountChange = {
        scopes: body.scopes,
        active: body.active,
        documentsPerSecond: body.documents_per_second,
        documentsPerDay: body.documents_per_day,
        recipientsPerDay: body.recipients_per_day,
      };
      return toSuccessBody(
        await updateServiceAccount(deps, { accountId: params.id, adminId: user.id, change: accountChange }),
      );
    },
  );
  app.post(
    '/service-accounts/:id/rotate',
    { schema: rotateTokenRouteSchema, config: adminOnlyRouteConfig, preValidation: allowMissingBody },
    async ({ user, params, body }, reply) => {
      const tokenGracePeriodS = body.grace_period_s ?? DEFAULT_TOKEN_GRACE_PERIOD_S;
      const { token, oldTokensExpireAt } = await rotateServiceToken(deps, {
        accountId: params.id,
        adminId: user.id,
        gracePeriodS: tokenGracePeriodS,
      });
      const rotatedTokenData = { token, old_tokens_expire_at: oldTokensExpireAt.toISOString() };
      return reply.code(201).send(toSuccessBody(rotatedTokenData));
    },
  );
  app.delete(
    '/service-accounts/:id',
    { schema: deleteAccountRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, params }) => {
      await deleteServiceAccount(deps, { accountId: params.id, adminId: user.id });
      return toSuccessBody({});
    },
  );
};

/** Treats a missing body as an empty object. Use this only on routes where all fields of the body are optional. */
async function allowMissingBody(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}
