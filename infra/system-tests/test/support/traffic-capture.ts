import type { ChatSystem, TestSocket } from '@kcs/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** A message that crossed a socket or the bus. */
export interface CapturedMessage {
  /** The name of the channel in the AsyncAPI document. */
  readonly channelName: string;
  /** The name of the message in its channel: the event, or the last part of the subject. */
  readonly name: string;
  readonly payload: unknown;
}

/** The subjects that the AsyncAPI document describes. All of them match `chat.>` or `kcs.notice.>`. */
const BUS_CHANNELS: readonly (readonly [subject: RegExp, channelName: string, messageName?: string])[] = [
  [/^chat\.room\.[^.]+\.(seen)$/, 'seen'],
  [/^chat\.room\.[^.]+\.([^.]+)$/, 'room-events'],
  [/^kcs\.notice\.([^.]+)$/, 'notices'],
  [/^chat\.notify\.[^.]+/, 'notifications', 'notification'],
];

/** Records everything that sockets send and receive, and everything that is published on the bus. */
export class TrafficCapture {
  readonly messages: CapturedMessage[] = [];
  /** A connection to the bus with all permissions. */
  readonly nats: NatsConnection;

  private constructor(nats: NatsConnection) {
    this.nats = nats;
  }

  static async start(system: ChatSystem): Promise<TrafficCapture> {
    const capture = new TrafficCapture(await connect(system.nats.getConnectionOptions('admin')));
    for (const subject of ['chat.>', 'kcs.notice.>']) {
      capture.nats.subscribe(subject, {
        callback: (_error, message) => capture.#addBusMessage(message.subject, message.json()),
      });
    }
    await capture.nats.flush();
    return capture;
  }

  watch({ raw }: TestSocket): void {
    raw.onAny((name: string, payload: unknown) => this.#add('to-clients', name, payload));
    raw.onAnyOutgoing((name: string, payload: unknown) => this.#add('from-clients', name, payload));
  }

  /** Returns whether a message with this name has been captured on the channel. */
  has(channelName: string, name: string): boolean {
    return this.messages.some((message) => message.channelName === channelName && message.name === name);
  }

  async stop(): Promise<void> {
    await this.nats.close();
  }

  #add(channelName: string, name: string, payload: unknown): void {
    this.messages.push({ channelName, name, payload });
  }

  #addBusMessage(subject: string, payload: unknown): void {
    for (const [pattern, channelName, messageName] of BUS_CHANNELS) {
      const subjectMatch = pattern.exec(subject);
      if (!subjectMatch) continue;
      this.#add(channelName, messageName ?? subjectMatch[1] ?? '', payload);
      return;
    }
    this.#add('(unknown subject)', subject, payload);
  }
}
