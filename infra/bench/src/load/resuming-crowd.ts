import { setTimeout as sleep } from 'node:timers/promises';
import { type Reconnect, ResumingClient, type ResumingMember } from './resuming-client.ts';

export interface CrowdReport {
  /** The number of clients that are connected and have joined their room. */
  readonly joined: number;
  /** The number of connection attempts that failed so far. */
  readonly failedAttempts: number;
  /** The number of events that a client received again. */
  readonly repeated: number;
  /** The number of events that a client received before an event with a lower seq. */
  readonly outOfOrder: number;
  /** The number of times that the server asked a client to load its room again. */
  readonly resyncs: number;
  /** The reconnects since the previous report. */
  readonly reconnects: readonly Reconnect[];
}

export interface ResumingCrowdOptions {
  readonly members: readonly ResumingMember[];
  readonly socketsUrl: string;
  readonly onMessage?: (content: string) => void;
}

/** Many clients in one event loop. Every second client follows drain notices, as our client library does. */
export class ResumingCrowd {
  readonly #clients: readonly ResumingClient[];

  constructor({ members, socketsUrl, onMessage }: ResumingCrowdOptions) {
    this.#clients = members.map(
      (member, n) => new ResumingClient({ member, socketsUrl, onMessage, followsDrainNotices: n % 2 === 0 }),
    );
  }

  /** Lets the clients with the indexes `from` to `to - 1` start to connect, at a fixed rate. */
  async startToConnect(from: number, to: number, perSecond: number): Promise<void> {
    const startedAt = performance.now();
    for (const [n, client] of this.#clients.slice(from, to).entries()) {
      const waitMs = startedAt + (n * 1_000) / perSecond - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      void client.connect();
    }
  }

  report(): CrowdReport {
    const sum = (count: (client: ResumingClient) => number) =>
      this.#clients.reduce((total, client) => total + count(client), 0);
    return {
      joined: sum(({ isJoined }) => Number(isJoined)),
      failedAttempts: sum(({ failedAttemptCount }) => failedAttemptCount),
      repeated: sum(({ log }) => log?.repeated ?? 0),
      outOfOrder: sum(({ log }) => log?.outOfOrder ?? 0),
      resyncs: sum(({ resyncCount }) => resyncCount),
      reconnects: this.#clients.flatMap((client) => client.takeReconnects()),
    };
  }

  /** Returns how many events up to the heads of their rooms the clients should have received but did not. */
  countMissing(heads: ReadonlyMap<string, number>): number {
    return this.#clients.reduce(
      (total, { log, member }) => total + (log?.countMissing(heads.get(member.roomId) ?? 0) ?? 0),
      0,
    );
  }

  disconnect(): void {
    for (const client of this.#clients) client.disconnect();
  }
}
