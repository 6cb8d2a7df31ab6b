import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  ChatError,
  IssuedUserToken,
  IssueUserTokenBody,
  NatsCredentials,
  ServiceAccountId,
} from '@kcs/contracts';
import Type from 'typebox';
import { issueNatsCredentials } from '../../service-accounts/commands/issue-nats-credentials.ts';
import { issueUserToken } from '../../service-accounts/commands/issue-user-token.ts';
import type { ServiceAccountDeps } from '../../service-accounts/service-account-deps.ts';
import { toSuccessBody } from '../envelope/replies.ts';
import { createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Service accounts'];

const issueUserTokenRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: "Get an access token for one of the application's own users (scope tokens:create)",
    description:
      'The back end of an application signs its users in without our login form. `subject` is the id of the user in the application. The first token creates the user. The token is valid for at most one hour and opens sockets like any access token.',
    body: IssueUserTokenBody,
  },
  { 201: IssuedUserToken },
  ['FORBIDDEN'],
);
const issueNatsCredentialsRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get NATS credentials for publishing notifications (Admin, or scope notifications:write)',
    description:
      'The credentials are valid for 90 days. They allow publishing to `chat.notify.<name>` and to subjects below it, and receiving replies at `_INBOX_<name>.>`. Set the inbox prefix of the NATS client to `_INBOX_<name>`.',
    params: Type.Object({ id: ServiceAccountId }),
  },
  { 201: NatsCredentials },
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND', 'CONFLICT', 'NOT_IMPLEMENTED'],
);

/** Registers the routes that issue NATS credentials and user tokens to programs (AUTH-23, BUS-9). */
export const serviceAccountTokenRoutes: FastifyPluginAsyncTypebox<{ deps: ServiceAccountDeps }> = async (
  app,
  { deps },
) => {
  app.post(
    '/service-accounts/me/user-tokens',
    { schema: issueUserTokenRouteSchema, config: { serviceOnly: true } },
    async ({ account, body: { subject, name, user_type: userType }, scopeDeps }, reply) => {
      if (!account) throw new ChatError('FORBIDDEN');
      const issueResult = await issueUserToken(scopeDeps(deps), { account, subject, name, userType });
      return reply.code(201).send(toSuccessBody(issueResult));
    },
  );
  app.post(
    '/service-accounts/:id/nats-credentials',
    { schema: issueNatsCredentialsRouteSchema, config: { admin: true } },
    async ({ user, account, params, scopeDeps }, reply) => {
      if (account && account.id !== params.id) {
        throw new ChatError(
          'FORBIDDEN',
          'A service account can get credentials only for itself. Use its own id.',
        );
      }
      const requesterId = account?.id ?? user.id;
      const issueResult = await issueNatsCredentials(scopeDeps(deps), {
        accountId: params.id,
        requestedBy: requesterId,
      });
      return reply.code(201).send(toSuccessBody(issueResult));
    },
  );
};
