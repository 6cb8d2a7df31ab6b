export type MessageListener = (message: Buffer, channel: Buffer) => void;

/** Subscribes to Redis channels. The Socket.IO adapter uses an object of this type as its client for subscriptions. */
export interface ChannelSubscriber {
  /**
   * Subscribes to a channel. Never throws. If there is no connection, the subscription starts as soon as the next
   * connection opens.
   */
  sSubscribe(channel: string, listener: MessageListener): void;
  sUnsubscribe(channels: string | readonly string[]): void;
  /** Whether Redis has confirmed the subscription to the channel on the current connection. */
  isSubscribed(channel: string): boolean;
  /**
   * Resolves when Redis has confirmed the subscription to the channel, or when the channel is unsubscribed. May never
   * resolve while Redis is unavailable, so the caller must set a timeout.
   */
  waitUntilSubscribed(channel: string): Promise<void>;
}

/** The part of a Redis path that receives messages, from one server or from all masters of a Redis Cluster. */
export interface ReceivingPath {
  readonly subscriber: ChannelSubscriber;
  /** Whether canaries currently prove that messages of all channels arrive. */
  readonly working: boolean;
  start(listener: PathListener): void;
  /** Marks the path as broken until the next echoes. */
  markBroken(): void;
  /** Replaces the connections, because the server is no longer the master. */
  replaceConnections(): void;
  stop(): Promise<void>;
}

export interface PathListener {
  /**
   * Called when canaries prove that the path works and all subscriptions are active, and again after channels have moved
   * to another master. This gateway may have missed messages that were sent before this call.
   */
  readonly onWorking: () => void;
  /** Called when the path is broken. */
  readonly onBroken: () => void;
}
