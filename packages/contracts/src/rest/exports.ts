import Type from 'typebox';
import { ExportId, RoomId, UserId } from '../ids.ts';
import { allowNewerValues } from '../newer-values.ts';
import { Nullable, Timestamp } from '../time.ts';
import { createPageQueryProperties } from './envelope.ts';

/** The body of a request for an export: the id of a user, or the id of a room (ADMIN-5). */
export const RequestExportBody = Type.Object(
  { user_id: Type.Optional(UserId), room_id: Type.Optional(RoomId) },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'Either `user_id` or `room_id`',
  },
);
export const ListExportsQuery = Type.Object(createPageQueryProperties(), { additionalProperties: false });

/**
 * The state of an export. `discarded` means that its content was removed: an Admin deleted it, or a person whose data it
 * contained was erased.
 */
export const ExportStatus = Type.Union([
  Type.Literal('queued'),
  Type.Literal('running'),
  Type.Literal('completed'),
  Type.Literal('discarded'),
]);
export type ExportStatus = Type.Static<typeof ExportStatus>;

/** An export of the data of a user or of a room (ADMIN-5). Exactly one of `user_id` and `room_id` is not null. */
export const DataExport = Type.Object({
  id: ExportId,
  user_id: Nullable(UserId),
  room_id: Nullable(RoomId),
  status: allowNewerValues(ExportStatus),
  section: Nullable(
    Type.String({ description: 'The list that is written now, such as `messages`. Null if none is written' }),
  ),
  items: Type.Integer({ description: 'Number of entries that were written so far' }),
  bytes: Type.Integer({ description: 'Length of the content so far, in bytes' }),
  requested_by: UserId,
  requested_at: Timestamp,
  completed_at: Nullable(Timestamp),
  expires_at: Type.String({
    ...Timestamp,
    description: 'When the export is deleted. An export that completes is kept for 24 hours from then on',
  }),
});
export type DataExport = Type.Static<typeof DataExport>;

/**
 * The content of an export. Each list contains its entries in the order of their ids or seqs. Newer versions may add
 * fields and lists.
 */
export const ExportDocument = Type.Object(
  {
    format: Type.Literal('kcs-chat-export'),
    version: Type.Integer(),
    export_id: ExportId,
    user: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    room: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  {
    description:
      'Of a user: `user`, `sessions`, `rooms`, `messages`, `reactions`, `mentions`, `notifications`, and `meetings`. Of a room: `room`, `members`, `changes`, `meetings`, `messages`, and `reactions`.',
  },
);
