import type { Database } from '../../database/database.ts';

/** One send as the statement takes it; snake_case because it is read by PL/pgSQL. */
export interface SendItem {
  readonly id: string;
  readonly room_id: string;
  readonly sender_id: string;
  readonly content: string;
  readonly message_type: string;
  readonly reply_to_id: string | null;
  readonly client_msg_id: string | null;
  readonly metadata: Record<string, unknown> | null;
  readonly mentions: readonly string[];
}

export type SendOutcome =
  | {
      readonly status: 'created';
      readonly seq: number;
      readonly text: string;
      readonly at: string;
      /** See `StoredEvent`. */
      readonly shown: string | null;
    }
  | { readonly status: 'repeated'; readonly seq: number; readonly text: string }
  | { readonly status: 'ROOM_NOT_FOUND' | 'MESSAGE_NOT_FOUND' };

/**
 * Stores many messages in one statement and one transaction; an outcome for each, in the order given. An item that is
 * refused takes no number and hurts no other; the statement fails as a whole or not at all.
 */
export async function sendMessages(db: Database, items: readonly SendItem[]): Promise<SendOutcome[]> {
  const numbered = JSON.stringify(items.map((item, i) => ({ i, ...item })));
  const rows = await db.prisma.$queryRaw<(SendOutcome & { i: number })[]>`
    SELECT i, status, seq, text, at, shown FROM send_messages(${numbered}::jsonb)`;
  return rows.sort((a, b) => a.i - b.i);
}
