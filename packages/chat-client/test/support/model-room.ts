import { createExcerpt, type MemberRole, type Message, type RoomEvent, type RoomType } from '@kcs/contracts';

export interface ModelMember {
  readonly user_id: string;
  role: MemberRole;
  last_seen_seq: number;
  joined_seq: number;
  joined_at: string;
}

type MessageDraft = Pick<Message, 'sender_id' | 'content' | 'mentions' | 'reply_to_id' | 'client_msg_id'>;

/**
 * The maximum number of users that a message lists for each reaction. A real server lists 50, but the model lists one,
 * so that a few users are enough to exceed the limit.
 */
const MAX_REACTION_USERS_SHOWN = 1;

/**
 * A room as the server stores it: its messages, its members, and its log, which has an event for each change (LOG-1).
 */
export class ModelRoom {
  readonly messages = new Map<string, Message>();
  readonly members = new Map<string, ModelMember>();
  /** Members who left this direct room. It stays hidden from them until its next message (ROOM-10). */
  readonly hidden = new Set<string>();
  /** Everyone who reacted, by message id and emoji. Messages list only the first of them. */
  readonly reactors = new Map<string, Map<string, readonly string[]>>();
  readonly log: RoomEvent[] = [];
  name: string;
  isDeleted = false;
  /** The server has deleted the events up to this `seq` (LOG-6). */
  deletedUpTo = 0;

  constructor(
    readonly id: string,
    readonly type: RoomType,
    readonly createdAt: string,
    private readonly now: () => string,
  ) {
    this.name = `Room ${id.slice(-2)}`;
  }

  get head(): number {
    return this.log.at(-1)?.seq ?? 0;
  }

  send(id: string, draft: MessageDraft): Message {
    const seq = this.head + 1;
    const message: Message = {
      id,
      room_id: this.id,
      sender_name: draft.sender_id,
      seq,
      message_type: 'text',
      metadata: null,
      reactions: [],
      created_at: this.now(),
      edited_at: null,
      deleted_at: null,
      ...draft,
      reply_to: null,
    };
    this.messages.set(id, message);
    this.append('message-created', this.asSent(message));
    const sender = this.members.get(draft.sender_id);
    if (sender) sender.last_seen_seq = seq;
    return this.asSent(message);
  }

  /** Makes the room visible to all members again. Returns the users from whom it was hidden. */
  unhide(): string[] {
    const userIdsWithHiddenRoom = [...this.hidden];
    this.hidden.clear();
    return userIdsWithHiddenRoom;
  }

  leave(userId: string): void {
    if (this.type === 'direct') this.hidden.add(userId);
    else this.changeMembers({ removed: [userId] });
  }

  edit(id: string, content: string, mentions: string[]): void {
    this.change(id, { content, mentions, edited_at: this.now() });
  }

  react(id: string, emoji: string, userId: string): void {
    const reactorsByEmoji = this.reactors.get(id) ?? new Map<string, readonly string[]>();
    const reactingUserIds = reactorsByEmoji.get(emoji) ?? [];
    const isReactionAdded = !reactingUserIds.includes(userId);
    reactorsByEmoji.set(
      emoji,
      isReactionAdded ? [...reactingUserIds, userId] : reactingUserIds.filter((other) => other !== userId),
    );
    this.reactors.set(id, reactorsByEmoji);
    const reactions = [...reactorsByEmoji]
      .filter(([, userIds]) => userIds.length > 0)
      .map(([emoji, userIds]) => ({
        emoji,
        count: userIds.length,
        user_ids: userIds.slice(0, MAX_REACTION_USERS_SHOWN),
      }));
    this.change(id, { reactions }, { reaction: { emoji, user_id: userId, added: isReactionAdded } });
  }

  delete(id: string, deletedBy: string): void {
    const message = this.messages.get(id);
    if (!message || message.deleted_at !== null) return;
    const timestamp = this.now();
    const fieldsOfDeletedMessage = {
      content: null,
      metadata: null,
      mentions: [],
      reactions: [],
      deleted_at: timestamp,
    };
    this.messages.set(id, { ...message, ...fieldsOfDeletedMessage });
    this.scrubFromLog(id, fieldsOfDeletedMessage);
    this.append('message-deleted', {
      messageId: id,
      roomId: this.id,
      messageSeq: message.seq,
      deletedBy,
      timestamp,
    });
  }

  changeMembers(change: {
    added?: readonly string[];
    removed?: readonly string[];
    changed?: readonly { userId: string; role: MemberRole }[];
  }): void {
    const { added = [], removed = [], changed = [] } = change;
    const joined_at = this.now();
    const joined_seq = this.head + 1;
    for (const user_id of added) {
      this.members.set(user_id, {
        user_id,
        role: 'member',
        last_seen_seq: joined_seq,
        joined_seq,
        joined_at,
      });
    }
    for (const userId of removed) this.members.delete(userId);
    for (const { userId, role } of changed) {
      const member = this.members.get(userId);
      if (member) member.role = role;
    }
    this.append('members-changed', {
      roomId: this.id,
      added: added.map((userId) => ({ userId, name: userId, role: 'member' as const })),
      removed: [...removed],
      changed: [...changed],
      by: { userId: 'system', name: 'system' },
      roomName: this.name,
      roomType: this.type,
      timestamp: joined_at,
    });
  }

  rename(name: string): void {
    this.name = name;
    this.append('room-updated', { roomId: this.id, name, timestamp: this.now() });
  }

  end(deletedBy: string): void {
    this.isDeleted = true;
    this.append('room-deleted', { roomId: this.id, deletedBy, timestamp: this.now() });
  }

  /**
   * Simulates a restore from a backup. Removes all events after `head` and their messages, and limits the read cursors
   * to `head`. Does not undo other changes.
   */
  cutBackTo(head: number): void {
    this.log.length = head;
    for (const [id, { seq }] of this.messages) if (seq > head) this.messages.delete(id);
    for (const member of this.members.values()) member.last_seen_seq = Math.min(member.last_seen_seq, head);
  }

  /**
   * Returns a copy of a message as the server sends it. If the message is a reply, the copy contains the current
   * excerpt of its parent.
   */
  asSent(message: Message): Message {
    const parentMessage = message.reply_to_id ? this.messages.get(message.reply_to_id) : undefined;
    if (!parentMessage) return structuredClone(message);
    const reply_to = {
      id: parentMessage.id,
      sender_name: parentMessage.sender_name,
      excerpt: createExcerpt(parentMessage.content),
    };
    return structuredClone({ ...message, reply_to });
  }

  /** Returns a message as a REST response shows it to this user. */
  shownTo(userId: string, message: Message): Message {
    const reactions = message.reactions.map((reaction) => ({
      ...reaction,
      mine: this.reactors.get(message.id)?.get(reaction.emoji)?.includes(userId) ?? false,
    }));
    return this.asSent({ ...message, reactions });
  }

  private change(id: string, fields: Partial<Message>, more: object = {}): void {
    const message = this.messages.get(id);
    if (!message || message.deleted_at !== null) return;
    const changedMessage = { ...message, ...fields };
    this.messages.set(id, changedMessage);
    this.append('message-updated', this.asSent(changedMessage), more);
  }

  private scrubFromLog(id: string, bare: Partial<Message>): void {
    for (const event of this.log) {
      if (event.kind !== 'message-created' && event.kind !== 'message-updated') continue;
      if (event.data.id === id) Object.assign(event.data, structuredClone(bare));
      if (event.data.reply_to?.id === id) event.data.reply_to.excerpt = null;
    }
  }

  private append<K extends RoomEvent['kind']>(
    kind: K,
    data: Extract<RoomEvent, { kind: K }>['data'],
    more: object = {},
  ): void {
    const event = { ...more, room_id: this.id, seq: this.head + 1, kind, data, created_at: this.now() };
    this.log.push(event as RoomEvent);
  }
}
