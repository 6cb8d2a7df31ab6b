import type { FastifyReply } from 'fastify';
import type { Page } from '../../input/page.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** A good answer whose data is JSON text already: it goes out as it is, neither parsed nor serialized. */
export const sendText = (reply: FastifyReply, data: string, status = 200): FastifyReply =>
  reply.code(status).type(JSON_TYPE).send(`{"success":true,"data":${data}}`);

/** The same for a list. */
export const sendPage = (reply: FastifyReply, { items, nextCursor }: Page): FastifyReply => {
  const page = JSON.stringify({ next_cursor: nextCursor, has_more: nextCursor !== null });
  return reply.type(JSON_TYPE).send(`{"success":true,"data":[${items.join(',')}],"page":${page}}`);
};
