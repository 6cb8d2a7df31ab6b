import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DataExport, ExportDocument, ExportId, ListExportsQuery, RequestExportBody } from '@kcs/contracts';
import Type from 'typebox';
import { deleteExport } from '../../exports/commands/discard-exports.ts';
import { findCompletedExport, openExport } from '../../exports/commands/open-export.ts';
import { requestExport } from '../../exports/commands/request-export.ts';
import type { ExportDeps } from '../../exports/export-deps.ts';
import { findExport, listExports } from '../../exports/queries/find-exports.ts';
import { readExportPartsAsAdmin } from '../../exports/queries/read-export-parts.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import {
  createDocumentRouteSchema,
  createListRouteSchema,
  createRouteSchema,
  EmptyObjectSchema,
} from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Administration'];
const exportParams = Type.Object({ id: ExportId });
/** A connection is closed if its client reads nothing for this long, as with every other response (LIM-10). */
const STALLED_DOWNLOAD_MS = 10_000;

const requestRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Request an export of the data of a user or of a room (Admin only)',
    description: 'A job writes the export. Its state is at `GET /admin/exports/{id}`.',
    body: RequestExportBody,
  },
  { 202: DataExport },
  ['FORBIDDEN', 'USER_NOT_FOUND', 'ROOM_NOT_FOUND', 'CONFLICT'],
);
const listRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List the exports that have not expired, newest first (Admin only)',
    querystring: ListExportsQuery,
  },
  DataExport,
  ['FORBIDDEN'],
);
const getRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Get the state of an export (Admin only)', params: exportParams },
  DataExport,
  ['FORBIDDEN', 'EXPORT_NOT_FOUND'],
);
const deleteRouteSchema = createRouteSchema(
  { tags: openApiTags, summary: 'Remove the content of an export (Admin only)', params: exportParams },
  EmptyObjectSchema,
  ['FORBIDDEN', 'EXPORT_NOT_FOUND'],
);
const contentRouteSchema = createDocumentRouteSchema(
  {
    tags: openApiTags,
    summary: 'Download a completed export as JSON (Admin only)',
    description: 'A download that is shorter than its `content-length` is incomplete.',
    params: exportParams,
  },
  ExportDocument,
  ['FORBIDDEN', 'EXPORT_NOT_FOUND', 'CONFLICT'],
);

/** Registers the routes for exports of data (ADMIN-5). */
export const exportRoutes: FastifyPluginAsyncTypebox<{ deps: ExportDeps }> = async (app, { deps }) => {
  const config = { admin: true };
  const downloads = new Set<Readable>();
  // A download may take minutes. Ending it lets the service stop, and the client notices that the content is incomplete.
  app.addHook('preClose', async () => {
    for (const download of downloads) download.destroy();
  });
  app.post('/admin/exports', { schema: requestRouteSchema, config }, async ({ user, body }, reply) => {
    const subject = { userId: body.user_id, roomId: body.room_id };
    const dataExport = await requestExport(deps, { subject, adminId: user.id });
    return reply.code(202).send(toSuccessBody(dataExport));
  });
  app.get('/admin/exports', { schema: listRouteSchema, config }, async ({ query }) =>
    toPageBody(await listExports(deps, query)),
  );
  app.get('/admin/exports/:id', { schema: getRouteSchema, config }, async ({ params }) =>
    toSuccessBody(await findExport(deps.db.prisma, params.id)),
  );
  app.delete('/admin/exports/:id', { schema: deleteRouteSchema, config }, async ({ user, params }) => {
    await deleteExport(deps, { exportId: params.id, adminId: user.id });
    return toSuccessBody({});
  });
  app.get(
    '/admin/exports/:id/content',
    { schema: contentRouteSchema, config },
    async ({ user, params, raw }, reply) => {
      // Fastify would read the whole content for a HEAD request, although it sends only the headers.
      const isHead = raw.method === 'HEAD';
      const { id, bytes } = isHead
        ? await findCompletedExport(deps.db.prisma, params.id)
        : await openExport(deps, { exportId: params.id, adminId: user.id });
      raw.socket.setTimeout(STALLED_DOWNLOAD_MS);
      const parts = isHead ? [] : readExportPartsAsAdmin(deps, { exportId: id, sessionId: user.sessionId });
      const download = Readable.from(parts, { objectMode: false });
      downloads.add(download);
      download.once('close', () => downloads.delete(download));
      return reply
        .type('application/json; charset=utf-8')
        .header('content-length', bytes)
        .header('content-disposition', `attachment; filename="${id}.json"`)
        .send(download);
    },
  );
};
