import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  ChatError,
  createPageQueryProperties,
  DeadLetter,
  NotificationDocument,
  NotificationState,
  ProducerNotificationId,
  SentNotification,
} from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import Type from 'typebox';
import { listDeadLetters } from '../../log/stored-dead-letters.ts';
import { acceptDocument } from '../../notifications/commands/accept-document.ts';
import type { NotificationDeps } from '../../notifications/notification-deps.ts';
import { findNotificationState } from '../../notifications/queries/find-notification-state.ts';
import { pickDocumentHeaders } from '../../notifications/rules/document-headers.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Notifications'];

const sendSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Send a notification (scope notifications:write)',
    description:
      'The body is a document, or a CloudEvent 1.0 whose `data` is a document (`application/cloudevents+json`, or `ce-…` headers). Repeating an id is safe: the notification is delivered once. If the document has no `id`, the header `Idempotency-Key` is the id.',
    body: NotificationDocument,
  },
  { 202: SentNotification },
  ['FORBIDDEN', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
);
const stateSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get the state of a notification (only the service account that sent it)',
    params: Type.Object({ id: ProducerNotificationId }),
  },
  NotificationState,
  ['FORBIDDEN', 'NOTIFICATION_NOT_FOUND'],
);

const ownDeadLettersSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: "List the calling service account's own dead letters, newest first (scope notifications:write)",
    querystring: Type.Object(createPageQueryProperties(), { additionalProperties: false }),
  },
  DeadLetter,
  ['FORBIDDEN'],
);

/**
 * Registers the routes that service accounts use to send notifications, to look up the state of a notification, and to
 * list their own dead letters (NOTIFY-1, NOTIFY-10, NOTIFY-13).
 */
export const producerNotificationRoutes: FastifyPluginAsyncTypebox<{ deps: NotificationDeps }> = async (
  app,
  { deps },
) => {
  const serviceConfig = { serviceOnly: true };
  // Keep the raw bytes of the body, because a dead letter must contain them unchanged.
  const contentTypes = ['application/json', 'application/cloudevents+json'];
  app.addContentTypeParser(contentTypes, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const sendOptions = { schema: sendSchema, config: serviceConfig, validatorCompiler: () => () => true };
  app.post('/notifications', sendOptions, async (request, reply) => {
    const { account, headers: allHeaders } = request;
    if (!account) throw new ChatError('FORBIDDEN');
    const bytes = (request.body as unknown as Uint8Array | null | undefined) ?? new Uint8Array();
    const headers = pickDocumentHeaders((name) => {
      const value = allHeaders[name];
      return Array.isArray(value) ? value[0] : value;
    });
    try {
      const accepted = await acceptDocument(deps, {
        account,
        bytes,
        headers,
        subject: 'POST /notifications',
        arrivedAt: Date.now(),
        fallbackId: newId('notif'),
      });
      return reply.code(202).send(toSuccessBody(accepted));
    } catch (error) {
      deps.notificationMetrics.documents.inc({ producer: account.name, outcome: 'refused' });
      throw error;
    }
  });
  app.get(
    '/notifications/:id',
    { schema: stateSchema, config: serviceConfig },
    async ({ account, params }) => {
      if (!account) throw new ChatError('FORBIDDEN');
      return toSuccessBody(
        await findNotificationState(deps, { source: account.name, producerId: params.id }),
      );
    },
  );
  app.get(
    '/service-accounts/me/dead-letters',
    { schema: ownDeadLettersSchema, config: serviceConfig },
    async ({ account, query }) => {
      if (!account) throw new ChatError('FORBIDDEN');
      return toPageBody(await listDeadLetters(deps, { ...query, source: account.name }));
    },
  );
};
