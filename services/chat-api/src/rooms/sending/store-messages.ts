import type { Database } from '../../database/database.ts';
import type { MessageJson } from '../rows/message-json.ts';

/** A message to store. The field names use snake_case because a PL/pgSQL function reads them from JSON. */
export interface NewMessage {
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

export type StoreOutcome =
  | {
      readonly status: 'created';
      readonly seq: number;
      readonly json: MessageJson;
      readonly createdAt: string;
      /**
       * The name of the direct room and the members for whom the message makes this room visible again, as JSON text
       * (`StoredEvent.shown`). Null if nobody has hidden the room.
       */
      readonly shown: string | null;
    }
  | { readonly status: 'repeated'; readonly seq: number; readonly json: MessageJson }
  | { readonly status: 'ROOM_NOT_FOUND' | 'ACCOUNT_CLOSED' | 'POSTING_RESTRICTED' | 'MESSAGE_NOT_FOUND' };

/**
 * Stores messages in one statement and returns an outcome for each, in the given order. A refused message takes no seq
 * and does not affect the others. If the statement fails, no message is stored.
 */
export async function storeMessages(db: Database, messages: readonly NewMessage[]): Promise<StoreOutcome[]> {
  const numberedMessagesJson = JSON.stringify(messages.map((message, i) => ({ i, ...message })));
  const outcomeRows = await db.prisma.$queryRaw<(StoreOutcome & { i: number })[]>`
    SELECT i, status, seq, text AS json, at AS "createdAt", shown FROM send_messages_v2(${numberedMessagesJson}::jsonb)`;
  return outcomeRows.sort((a, b) => a.i - b.i);
}
