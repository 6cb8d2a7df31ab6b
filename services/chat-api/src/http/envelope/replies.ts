import type { FastifyReply } from 'fastify';
import type { Page } from '../../input/cursor.ts';

const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

/** Returns the response body for a successful request (REST-1). */
export const toSuccessBody = <T>(data: T): { success: true; data: T } => ({ success: true, data });

/** Returns the response body for one page of a list (REST-6). */
export const toPageBody = <T>({ items, nextCursor }: Page<T>) => ({
  success: true as const,
  data: items,
  page: toPageInfo(nextCursor),
});

/** Sends a success response whose data is already JSON text. The text is sent as it is. */
export const sendSuccessJson = (reply: FastifyReply, data: string, status = 200): FastifyReply =>
  reply.code(status).type(JSON_CONTENT_TYPE).send(`{"success":true,"data":${data}}`);

/** Sends one page of a list whose items are already JSON text. */
export const sendJsonPage = (reply: FastifyReply, { items, nextCursor }: Page): FastifyReply => {
  const pageInfoJson = JSON.stringify(toPageInfo(nextCursor));
  return reply
    .type(JSON_CONTENT_TYPE)
    .send(`{"success":true,"data":[${items.join(',')}],"page":${pageInfoJson}}`);
};

const toPageInfo = (nextCursor: string | null) => ({
  next_cursor: nextCursor,
  has_more: nextCursor !== null,
});
