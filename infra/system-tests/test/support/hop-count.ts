import { readFile } from 'node:fs/promises';
import { CHAT_API_REQUESTS } from '@kcs/contracts';
import type { TestSystem } from '@kcs/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createClient } from 'redis';

/** The traffic that the messages of one room caused on the bus and in Redis. */
export interface Hops {
  readonly redisCommands: string[];
  readonly redisBytes: number;
  /** One entry for each NATS message: `publish`, `publish-ack`, `deliver`, or `ack`. */
  readonly natsMessages: string[];
  readonly natsBytes: number;
}

const createMonitorClient = (url: string) => createClient({ url, disableClientInfo: true });
/** The kind of NATS messages that do not belong to the path of a message. */
const IGNORED_KIND = 'ignored';
type MonitorClient = ReturnType<typeof createMonitorClient>;

/** Counts the Redis commands and NATS messages that the messages in one room cause. */
export class HopCount {
  readonly #nats: NatsConnection;
  readonly #redis: MonitorClient;
  #roomId = '';
  #userIds: readonly string[] = [];
  #redisCommands: string[] = [];
  #redisBytes = 0;
  #natsMessages: string[] = [];
  #natsBytes = 0;
  /** The kinds of the expected replies, by their subjects. */
  readonly #replyKinds = new Map<string, string>();

  private constructor(nats: NatsConnection, redis: MonitorClient) {
    this.#nats = nats;
    this.#redis = redis;
  }

  static async start(system: TestSystem): Promise<HopCount> {
    const redis = createMonitorClient(system.redis.urlOf('admin'));
    const hopCount = new HopCount(await connect(system.nats.getConnectionOptions('admin')), redis);
    await redis.connect();
    await redis.monitor((line) => hopCount.#addRedisCommand(line.toString()));
    hopCount.#nats.subscribe('>', {
      callback: (_error, { subject, reply, data }) => hopCount.#addNatsMessage(subject, reply, data),
    });
    await hopCount.#nats.flush();
    return hopCount;
  }

  /** Forgets everything that was counted, and counts for this room and these users from now on. */
  restart(roomId: string, userIds: readonly string[]): void {
    this.#roomId = roomId;
    this.#userIds = userIds;
    this.#redisCommands = [];
    this.#redisBytes = 0;
    this.#natsMessages = [];
    this.#natsBytes = 0;
  }

  get hops(): Hops {
    return {
      redisCommands: this.#redisCommands,
      redisBytes: this.#redisBytes,
      natsMessages: this.#natsMessages,
      natsBytes: this.#natsBytes,
    };
  }

  async stop(): Promise<void> {
    this.#redis.destroy();
    await this.#nats.close();
  }

  #addRedisCommand(line: string): void {
    // Presence is not on the path of a message, but it refreshes the leases of its users at any time.
    if (line.includes('"kcs:presence:')) return;
    if (![this.#roomId, ...this.#userIds].some((id) => line.includes(id))) return;
    // A line of MONITOR is: time [database address] "command" "argument" …
    this.#redisCommands.push(/"(\w+)"/.exec(line)?.[1]?.toLowerCase() ?? line);
    this.#redisBytes += line.length;
  }

  #addNatsMessage(subject: string, reply: string | undefined, data: Uint8Array): void {
    const payload = Buffer.from(data).toString();
    const kind = this.#replyKinds.get(subject) ?? this.#classifyEvent(subject, reply, payload);
    if (kind === undefined || kind === IGNORED_KIND) return;
    this.#natsMessages.push(kind);
    this.#natsBytes += data.length;
  }

  #classifyEvent(subject: string, reply: string | undefined, payload: string): string | undefined {
    if (subject === CHAT_API_REQUESTS.changedHeads.subject) {
      // Gateways compare their rooms with the log at regular times, whether or not there are messages.
      if (reply) this.#replyKinds.set(reply, IGNORED_KIND);
      return IGNORED_KIND;
    }
    if (!payload.includes(this.#roomId)) return undefined;
    if (subject !== `chat.room.${this.#roomId}.message-created`) return subject;
    const isDelivery = reply?.startsWith('$JS.ACK.') ?? false;
    if (reply) this.#replyKinds.set(reply, isDelivery ? 'ack' : 'publish-ack');
    return isDelivery ? 'deliver' : 'publish';
  }
}

/** Returns how many read and write calls the processes have made so far. */
export async function countSystemCalls(pids: readonly (number | undefined)[]): Promise<number> {
  const counts = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/io`, 'utf8');
      return [...text.matchAll(/^sys.*: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
