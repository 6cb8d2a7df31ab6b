import Type from 'typebox';
import { allowNewerValues } from '../newer-values.ts';
import { Timestamp } from '../time.ts';

/** The administrative actions that the audit log records (ADMIN-6). */
export const AuditAction = Type.Union([
  Type.Literal('user.created'),
  Type.Literal('user.updated'),
  Type.Literal('user.sessions-ended'),
  Type.Literal('user.erased'),
  Type.Literal('service-account.created'),
  Type.Literal('service-account.updated'),
  Type.Literal('service-account.deleted'),
  Type.Literal('service-account.token-rotated'),
  Type.Literal('service-account.credentials-issued'),
  Type.Literal('service-account.user-token-issued'),
  Type.Literal('dead-letter.replayed'),
  Type.Literal('dead-letter.deleted'),
  Type.Literal('export.requested'),
  Type.Literal('export.downloaded'),
  Type.Literal('export.deleted'),
]);
export type AuditAction = Type.Static<typeof AuditAction>;

/** An entry of the audit log. It identifies people by id only (ADMIN-6). */
export const AuditEntry = Type.Object({
  seq: Type.Integer({ minimum: 1, description: 'Number of the entry: 1, 2, 3, …, without gaps' }),
  action: allowNewerValues(AuditAction),
  actor_id: Type.String({
    description:
      'Id of the Admin or the service account that acted, or `restore` if a user was erased again after a restore',
  }),
  target_id: Type.String({ description: 'Id of the user, room, service account, or dead letter' }),
  details: Type.Record(Type.String(), Type.Unknown()),
  created_at: Timestamp,
  hash: Type.String({ description: 'SHA-256 hash of this entry and of the hash before it, in hexadecimal' }),
});
export type AuditEntry = Type.Static<typeof AuditEntry>;
