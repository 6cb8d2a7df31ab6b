import type { ServiceAccount as ServiceAccountJson, ServiceScope } from '@kcs/contracts';
import type { ServiceAccount as Row } from '../../generated/client.ts';

/** Converts a row of the table `service_accounts` to the `ServiceAccount` that the API returns. */
export const toServiceAccountJson = (row: Row): ServiceAccountJson => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes as ServiceScope[],
  active: row.active,
  bot_user_id: row.botUserId,
  documents_per_second: row.documentsPerSecond,
  documents_per_day: row.documentsPerDay,
  recipients_per_day: row.recipientsPerDay,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});
