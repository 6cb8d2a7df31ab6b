import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { DataExport } from '@kcs/contracts';
import { startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import { formatTable } from '../report/table.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const exportsDrill: Drill = {
  summary:
    'An export of a room with 300,000 messages while all chat-apis are killed, and the memory that the export needs',
  run: runExportsDrill,
};

const MESSAGE_COUNT = 300_000;
const KILL_COUNT = 2;
/** How often the text of a message repeats a sentence of about 25 characters. */
const CONTENT_REPEATS = 12;
const POLL_INTERVAL_MS = 100;
const EXPORT_TIMEOUT_MS = 300_000;
/**
 * Limit for the highest memory of a chat-api during the export and the download, beyond its memory before. Up to 156 MB
 * were measured, most of which is garbage: the memory rises by about 100 MB and falls again, several times during an
 * export, and pages of 150 entries instead of 500 change little. The content of 300,000 messages is larger than this limit
 * even without garbage, so a chat-api that collected it in memory would exceed the limit.
 */
const MEMORY_LIMIT_MB = 200;

async function runExportsDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { messages: { type: 'string' }, kills: { type: 'string' } },
  });
  const messageCount = Number(values.messages ?? MESSAGE_COUNT);
  const killCount = Number(values.kills ?? KILL_COUNT);
  const teardownStack = new TeardownStack();
  try {
    say('Starting a system with two chat-apis');
    const system = await startSystem(teardownStack, { gateways: 1, apis: 2, ownPostgres: true });
    const admin = await system.admin();
    const { id: roomId } = await system.room({ owner: admin });
    say(`Storing ${messageCount} messages`);
    const firstSeq = await storeMessages(system, { roomId, senderId: admin.id, count: messageCount });
    const memory = new PeakMemory(system);
    say(`Exporting the room, and killing both chat-apis ${killCount} times meanwhile`);
    const startedAt = performance.now();
    const state = await exportRoom(system, { roomId, messageCount, killCount, memory, signal });
    const exportSeconds = (performance.now() - startedAt) / 1_000;
    const contentUrl = `${system.apis[1]?.url}/api/v1/admin/exports/${state.id}/content`;
    const download = await checkDownload(contentUrl, { token: admin.token, firstSeq });
    memory.read();
    say(
      `\n${formatTable([
        ['figure', 'value'],
        ['messages in the export', String(download.messageCount)],
        ['messages repeated or out of order', String(download.misplacedCount)],
        ['size of the content', `${(state.bytes / 2 ** 20).toFixed(0)} MB`],
        ['time of the export, with the waits after the kills', `${exportSeconds.toFixed(0)} s`],
        ['memory of a chat-api beyond its memory before', `${memory.growthMb.toFixed(0)} MB`],
      ])}\n`,
    );
    const breaches = [
      ...(download.messageCount === messageCount && download.misplacedCount === 0
        ? []
        : ['The export does not contain every message once and in order.']),
      ...(memory.growthMb <= MEMORY_LIMIT_MB
        ? []
        : [`A chat-api needed more than ${MEMORY_LIMIT_MB} MB for the export.`]),
    ];
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    await teardownStack.run();
  }
}

interface ExportOptions {
  readonly roomId: string;
  readonly messageCount: number;
  readonly killCount: number;
  readonly memory: PeakMemory;
  readonly signal: AbortSignal;
}

/** Exports a room. Kills all chat-apis after equal parts of the messages, so that the one that writes is always killed. */
async function exportRoom(
  system: TestSystem,
  { roomId, messageCount, killCount, memory, signal }: ExportOptions,
): Promise<DataExport> {
  const admin = await system.admin();
  const { body } = await admin.request('POST', '/admin/exports', { room_id: roomId });
  const deadline = performance.now() + EXPORT_TIMEOUT_MS;
  const waitUntil = async (isReached: (state: DataExport) => boolean): Promise<DataExport> => {
    for (;;) {
      signal.throwIfAborted();
      const state: DataExport = (await admin.request('GET', `/admin/exports/${body.data.id}`)).body.data;
      if (isReached(state)) return state;
      if (performance.now() > deadline)
        throw new Error(`The export is not complete in time: ${JSON.stringify(state)}`);
      await sleep(POLL_INTERVAL_MS);
    }
  };
  for (let kill = 1; kill <= killCount; kill += 1) {
    await waitUntil(({ items }) => items > (messageCount * kill) / (killCount + 1));
    memory.read();
    await Promise.all(system.apis.map((api) => api.kill()));
    await Promise.all(system.apis.map((api) => api.start()));
  }
  return await waitUntil(({ status }) => status === 'completed');
}

/** The highest memory that a chat-api has used, compared to the memory before. */
class PeakMemory {
  readonly #system: TestSystem;
  readonly #beforeMb: number;
  #peakMb = 0;

  constructor(system: TestSystem) {
    this.#system = system;
    this.#beforeMb = Math.max(...system.apis.map(({ pid }) => readMemoryMb(pid, 'VmRSS')));
  }

  /** Must be called before a chat-api is killed, because the kernel then forgets its figures. */
  read(): void {
    for (const { pid } of this.#system.apis)
      this.#peakMb = Math.max(this.#peakMb, readMemoryMb(pid, 'VmHWM'));
  }

  get growthMb(): number {
    return this.#peakMb - this.#beforeMb;
  }
}

/** Stores messages with consecutive seqs, and returns the first seq. */
async function storeMessages(
  { database }: TestSystem,
  { roomId, senderId, count }: { readonly roomId: string; readonly senderId: string; readonly count: number },
): Promise<number> {
  // Prevent chat-api from indexing the messages for the search meanwhile.
  await database.query('UPDATE search_walk SET below = NULL');
  const { rows } = await database.query(
    'UPDATE rooms SET last_seq = last_seq + $2::integer WHERE id = $1 RETURNING last_seq - $2::integer AS last',
    [roomId, count],
  );
  const lastSeq = Number(rows[0]?.last);
  await database.query(
    `INSERT INTO room_progress (room_id, indexed_seq) VALUES ($1, $2)
     ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq`,
    [roomId, lastSeq + count],
  );
  await database.query(
    `INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
     SELECT 'msg_' || lpad(n::text, 26, '0'), $1, $2, 'Sender', $3::integer + n, repeat('A message with number ' || n, $4::integer), 'text'
     FROM generate_series(1, $5::integer) n`,
    [roomId, senderId, lastSeq, CONTENT_REPEATS, count],
  );
  return lastSeq + 1;
}

/** Reads a high-water mark or the current memory of a process from the kernel. */
function readMemoryMb(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1_024;
}

/** Downloads the export entry by entry, and counts its messages and those that are not at their place. */
async function checkDownload(
  url: string,
  { token, firstSeq }: { readonly token: string; readonly firstSeq: number },
): Promise<{ messageCount: number; misplacedCount: number }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.body === null || !response.ok) throw new Error(`The download failed with ${response.status}.`);
  let isMessageList = false;
  let messageCount = 0;
  let misplacedCount = 0;
  // Each entry of an export is on a line of its own.
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    if (line === '"messages": [') isMessageList = true;
    else if (line.startsWith(']')) isMessageList = false;
    else if (isMessageList) {
      const { seq } = JSON.parse(line.replace(/,$/, '')) as { seq: number };
      if (seq !== firstSeq + messageCount) misplacedCount += 1;
      messageCount += 1;
    }
  }
  return { messageCount, misplacedCount };
}
