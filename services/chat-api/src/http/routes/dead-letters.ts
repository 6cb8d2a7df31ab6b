import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AcceptedNotification,
  DeadLetter,
  DeadLetterId,
  ListDeadLettersQuery,
  ReplayDeadLetterBody,
  WholeDeadLetter,
} from '@kcs/contracts';
import Type from 'typebox';
import { deleteDeadLetter, findDeadLetter, listDeadLetters } from '../../log/stored-dead-letters.ts';
import { replayDeadLetter } from '../../notifications/commands/replay-dead-letter.ts';
import type { NotificationDeps } from '../../notifications/notification-deps.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Administration'];
const letterParams = Type.Object({ id: DeadLetterId });

const listSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List bus messages that could not be processed, newest first (Admin only)',
    querystring: ListDeadLettersQuery,
  },
  DeadLetter,
  ['FORBIDDEN'],
);
const getSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get a dead letter with its whole document (Admin only)',
    params: letterParams,
  },
  WholeDeadLetter,
  ['FORBIDDEN', 'DEAD_LETTER_NOT_FOUND'],
);
const replaySchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Process the notification in a dead letter again (Admin only)',
    description:
      'Processes the stored document, or the corrected document in `document`. If only some targets were unknown, the notification goes only to these targets. Deletes the dead letter, unless some targets are still unknown.',
    params: letterParams,
    body: ReplayDeadLetterBody,
  },
  AcceptedNotification,
  ['FORBIDDEN', 'DEAD_LETTER_NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
);
const deleteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Delete a dead letter (Admin only)', params: letterParams },
  EmptyObjectSchema,
  ['FORBIDDEN', 'DEAD_LETTER_NOT_FOUND'],
);

/** Registers the routes for dead letters (ADMIN-4, NOTIFY-11, NOTIFY-12). */
export const deadLetterRoutes: FastifyPluginAsyncTypebox<{ deps: NotificationDeps }> = async (
  app,
  { deps },
) => {
  const config = { admin: true };
  for (const path of ['/admin/dead-letters', '/chat/admin/dead-letters']) {
    app.get(path, { schema: listSchema, config }, async ({ query }) =>
      toPageBody(await listDeadLetters(deps, query)),
    );
  }
  app.get('/admin/dead-letters/:id', { schema: getSchema, config }, async ({ params }) =>
    toSuccessBody(await findDeadLetter(deps, params.id)),
  );
  app.post(
    '/admin/dead-letters/:id/replay',
    { schema: replaySchema, config },
    async ({ user, params, body }) =>
      toSuccessBody(
        await replayDeadLetter(deps, { letterId: params.id, correction: body.document, adminId: user.id }),
      ),
  );
  app.delete('/admin/dead-letters/:id', { schema: deleteSchema, config }, async ({ user, params }) => {
    await deleteDeadLetter(deps, { letterId: params.id, adminId: user.id });
    return toSuccessBody({});
  });
};
