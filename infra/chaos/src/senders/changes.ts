import type { TestUser } from '@kcs/testkit';
import { describeChange, type RoomOrMessageChange } from '../judge/describe-change.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { RandomGenerator } from '../plan/random.ts';
import type { ChatRoom } from '../school/school.ts';
import { requestUntilSettled } from './request-until-settled.ts';

export interface ChangeLoadOptions {
  /** The rooms in which the changes are made. */
  readonly rooms: readonly ChatRoom[];
  readonly perSecond: number;
  readonly random: RandomGenerator;
  readonly ledger: Ledger;
}

const CHANGE_TYPES = [
  'renamed',
  'edited',
  'deleted',
] as const satisfies readonly RoomOrMessageChange['type'][];
const MAX_CHANGES_IN_FLIGHT = 50;
/** The maximum time that `stop` waits for responses. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * Renames rooms, and edits and deletes messages, at a steady rate. Repeats a request until there is a final response,
 * and records each acknowledged change in the ledger.
 */
export class ChangeLoad {
  readonly #options: ChangeLoadOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #inFlight = new Set<Promise<void>>();
  /**
   * A prefix that makes every name and text unique. Setting a name or text that is already set would create no event.
   */
  readonly #prefix = Math.random().toString(36).slice(2, 8);
  #started = 0;
  #giveUpAt = Number.POSITIVE_INFINITY;

  constructor(options: ChangeLoadOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#start(), 1_000 / options.perSecond);
  }

  /** Starts no further changes. Resolves once all requests have ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#giveUpAt = performance.now() + STOP_TIMEOUT_MS;
    await Promise.all(this.#inFlight);
  }

  #start(): void {
    if (this.#inFlight.size >= MAX_CHANGES_IN_FLIGHT) return;
    this.#started += 1;
    const changePromise = this.#makeChange(`${this.#prefix}-${this.#started}`)
      .catch((error: Error) => this.#options.ledger.note(`A change failed: ${error.message}`))
      .finally(() => this.#inFlight.delete(changePromise));
    this.#inFlight.add(changePromise);
  }

  async #makeChange(key: string): Promise<void> {
    const { rooms, random, ledger } = this.#options;
    const changeType = random.pick(CHANGE_TYPES);
    const room = random.pick(rooms);
    const acknowledgedChange = await (changeType === 'renamed'
      ? this.#rename(room, `Room ${key}`)
      : this.#changeNewMessage(room, changeType, key));
    if (acknowledgedChange)
      ledger.acknowledgeChange({ roomId: room.id, change: describeChange(acknowledgedChange) });
  }

  /** Renames a room as its owner, the first member. Returns the change; undefined if it was not acknowledged. */
  async #rename({ id, members }: ChatRoom, name: string): Promise<RoomOrMessageChange | undefined> {
    const renameResponse = await this.#request(members[0], 'PATCH', `/chat/rooms/${id}`, { name });
    return renameResponse?.status === 200 ? { type: 'renamed', name } : undefined;
  }

  /** Sends a message and then edits or deletes it. Returns the change; undefined if it was not acknowledged. */
  async #changeNewMessage(
    { id, members }: ChatRoom,
    type: 'edited' | 'deleted',
    key: string,
  ): Promise<RoomOrMessageChange | undefined> {
    const author = this.#options.random.pick(members);
    const messageBody = { content: `to be ${type}`, client_msg_id: key };
    const sendResponse = await this.#request(author, 'POST', `/chat/rooms/${id}/messages`, messageBody);
    const messageId: string | undefined = sendResponse?.body.data?.id;
    if (messageId === undefined) return undefined;
    const messagePath = `/chat/messages/${messageId}`;
    const editedContent = `edited ${key}`;
    const changeResponse = await (type === 'edited'
      ? this.#request(author, 'PATCH', messagePath, { content: editedContent })
      : this.#request(author, 'DELETE', messagePath));
    if (changeResponse?.status !== 200) return undefined;
    return type === 'edited' ? { type, messageId, content: editedContent } : { type, messageId };
  }

  #request(user: TestUser | undefined, method: string, path: string, body?: unknown) {
    return user && requestUntilSettled(user, [method, path, body], () => performance.now() > this.#giveUpAt);
  }
}
