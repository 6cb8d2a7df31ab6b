import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DEFAULT_TOKEN_GRACE_PERIOD_S } from '@kcs/contracts';
import type { FastifyRequest } from 'fastify';
import { createServiceAccount } from '../../service-accounts/commands/create-account.ts';
import { rotateServiceToken } from '../../service-accounts/commands/rotate-token.ts';
import {
  deleteServiceAccount,
  updateServiceAccount,
} from '../../service-accounts/commands/update-account.ts';
import { listServiceAccounts } from '../../service-accounts/queries/list-accounts.ts';
import type { ServiceAccountDeps } from '../../service-accounts/service-account-deps.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import {
  createAccountRouteSchema,
  deleteAccountRouteSchema,
  listAccountsRouteSchema,
  rotateTokenRouteSchema,
  updateAccountRouteSchema,
} from './service-account-schemas.ts';

/** Registers the routes at `/service-accounts`, which Admins use to manage service accounts (AUTH-17, AUTH-21). */
export const serviceAccountRoutes: FastifyPluginAsyncTypebox<{ deps: ServiceAccountDeps }> = async (
  app,
  { deps },
) => {
  const adminOnlyRouteConfig = { admin: true };
  app.post(
    '/service-accounts',
    { schema: createAccountRouteSchema, config: adminOnlyRouteConfig },
    async ({ user, body: { name, scopes }, scopeDeps }, reply) => {
      const createdAccount = await createServiceAccount(scopeDeps(deps), { name, scopes, adminId: user.id });
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
    async ({ user, params, body, scopeDeps }) => {
      const accountChange = {
        scopes: body.scopes,
        active: body.active,
        documentsPerSecond: body.documents_per_second,
        documentsPerDay: body.documents_per_day,
        recipientsPerDay: body.recipients_per_day,
      };
      return toSuccessBody(
        await updateServiceAccount(scopeDeps(deps), {
          accountId: params.id,
          adminId: user.id,
          change: accountChange,
        }),
      );
    },
  );
  app.post(
    '/service-accounts/:id/rotate',
    { schema: rotateTokenRouteSchema, config: adminOnlyRouteConfig, preValidation: allowMissingBody },
    async ({ user, params, body, scopeDeps }, reply) => {
      const tokenGracePeriodS = body.grace_period_s ?? DEFAULT_TOKEN_GRACE_PERIOD_S;
      const { token, oldTokensExpireAt } = await rotateServiceToken(scopeDeps(deps), {
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
    async ({ user, params, scopeDeps }) => {
      await deleteServiceAccount(scopeDeps(deps), { accountId: params.id, adminId: user.id });
      return toSuccessBody({});
    },
  );
};

/** Treats a missing body as an empty object. Use this only on routes where all fields of the body are optional. */
async function allowMissingBody(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}
