import type { TestSystem, TestUser } from '@kcs/testkit';
import { findLimitBreaches, type Measurement } from '../measure/measurements.ts';
import type { GeneratedSchool } from '../school/school-scale.ts';

const IMPORTED_MESSAGE_COUNT = 50_000;
const MESSAGE_SEARCHABLE_WITHIN_MS = 5_000;
const SEARCH_TIMEOUT_MS = 120_000;

/**
 * Imports many messages into one room at once and sends one message right afterward. Then measures how long it takes
 * until a search finds the sent message, the newest imported message, and the oldest imported message.
 */
export async function measureSearchAfterImport(
  system: TestSystem,
  searcher: TestUser,
  { largeRoomId }: GeneratedSchool,
) {
  const sender = await system.user({ name: 'Importer' });
  const room = await system.room({ owner: sender, members: [searcher] });
  await system.database.query(
    `WITH base AS (SELECT last_seq AS seq, floor(extract(epoch FROM now()) * 1000)::bigint AS at FROM rooms WHERE id = $1),
     imported AS (
       INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
       SELECT (SELECT left(max(id), 14) FROM messages) || lpad((1000000000 + n)::text, 16, '0'), $1, $2, 'Importer',
         base.seq + n, 'imported message number' || n, 'text'
       FROM base, generate_series(1, $3::integer) n RETURNING 1
     )
     UPDATE rooms SET last_seq = last_seq + (SELECT count(*) FROM imported) WHERE id = $1`,
    [largeRoomId, sender.id, IMPORTED_MESSAGE_COUNT],
  );
  const importedAt = performance.now();
  const measureMsUntilFound = async (q: string) => {
    while (performance.now() - importedAt < SEARCH_TIMEOUT_MS) {
      const { body } = await searcher.request('GET', `/chat/search?${new URLSearchParams({ q })}`);
      if (body.data?.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return performance.now() - importedAt;
  };
  await sender.request('POST', `/chat/rooms/${room.id}/messages`, {
    content: 'sent after the import: rhododendron',
  });
  const measurements: Measurement[] = [
    {
      name: 'search finds a new message',
      times: [await measureMsUntilFound('rhododendron')],
      worstMs: MESSAGE_SEARCHABLE_WITHIN_MS,
    },
    {
      name: 'search finds the newest imported message',
      times: [await measureMsUntilFound(`number${IMPORTED_MESSAGE_COUNT}`)],
      worstMs: MESSAGE_SEARCHABLE_WITHIN_MS,
    },
    {
      name: 'search finds all imported messages',
      times: [await measureMsUntilFound('"number1"')],
      worstMs: SEARCH_TIMEOUT_MS,
    },
  ];
  return { figures: measurements, breaches: measurements.flatMap(findLimitBreaches) };
}
