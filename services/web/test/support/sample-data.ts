import type {
  ChatState,
  NotificationList,
  PendingMessage,
  RoomEntry,
  Roster,
  Timeline,
} from '@kcs/chat-client';
import type { Member, Message, Room, RoomChange, SearchHit, StoredNotification, User } from '@kcs/contracts';

/** The user who is logged in to the test page. */
export const ADA = {
  id: 'ada',
  name: 'Ada Byron',
  email: 'ada@school.example',
  user_type: 'Teacher',
} as const;
export const BEN = { id: 'ben', name: 'Ben Okri', user_type: 'Student' } as const;
/** Dee and Fay are not members of any room in the state that `createChatState` returns by default. */
export const DEE = { id: 'dee', name: 'Dee Ruiz', user_type: 'Student' } as const;
export const FAY = { id: 'fay', name: 'Fay Wood', user_type: 'Student' } as const;
export const CLEO = { id: 'cleo', name: 'Cleo Park', user_type: 'Parent' } as const;

/**
 * The id of the only group in the state that `createChatState` returns by default. The members of the group are Ada
 * (owner), Ben (admin), and Cleo (member).
 */
export const GROUP_ID = 'room_class_7b';
export const DIRECT_ROOM_ID = 'room_ada_and_ben';

export const createUser = (person: Pick<User, 'id' | 'name' | 'user_type'>, active = true): User =>
  ({ ...person, email: null, active }) as User;

export const createMessage = (seq: number, changes: Partial<Message> = {}): Message =>
  ({
    id: `message-${seq}`,
    room_id: GROUP_ID,
    sender_id: BEN.id,
    sender_name: BEN.name,
    seq,
    content: `Message ${seq}`,
    message_type: 'text',
    reply_to_id: null,
    reply_to: null,
    client_msg_id: null,
    metadata: null,
    mentions: [],
    reactions: [],
    created_at: new Date(Date.now() - (100 - seq) * 1_000).toISOString(),
    edited_at: null,
    deleted_at: null,
    ...changes,
  }) as Message;

/** Returns the room change for an event in which Ben added Cleo to the group. */
export const createChangeAddingCleo = (seq: number): RoomChange => ({
  seq,
  kind: 'members-changed',
  by: { user_id: BEN.id, name: BEN.name },
  name: null,
  added: [{ user_id: CLEO.id, name: CLEO.name, role: 'member' }],
  added_count: 1,
  removed: [],
  removed_count: 0,
  changed: [],
  created_at: '2026-01-01T08:00:00.000Z',
});

/** Returns a search hit: a message of the group. The first letter of the message text is highlighted. */
export const createSearchHit = (seq: number, changes: Partial<SearchHit> = {}): SearchHit => ({
  ...createMessage(seq),
  room_name: 'Class 7b',
  room_type: 'group',
  peer: null,
  highlights: [[0, 1]],
  ...changes,
});

export const SENT_BY_ADA = { sender_id: ADA.id, sender_name: ADA.name } as const;

export const createPendingMessage = (changes: Partial<PendingMessage> = {}): PendingMessage => ({
  clientMsgId: 'pending-1',
  roomId: GROUP_ID,
  body: { content: 'Not sent yet', message_type: 'text', reply_to_id: null },
  replyTo: null,
  createdAt: new Date().toISOString(),
  state: 'waiting',
  problem: null,
  ...changes,
});

export const createRoom = (changes: Partial<Room> = {}): Room =>
  ({
    id: GROUP_ID,
    name: 'Class 7b',
    room_type: 'group',
    created_at: '2026-01-01T08:00:00.000Z',
    last_seq: 3,
    last_message: null,
    last_change: null,
    unread_count: 0,
    mention_count: 0,
    last_seen_seq: 3,
    member_count: 3,
    my_role: 'owner',
    muted: false,
    hidden: false,
    ...changes,
  }) as Room;

export const createDirectRoom = (changes: Partial<Room> = {}): Room =>
  createRoom({
    id: DIRECT_ROOM_ID,
    name: 'Ada Byron & Ben Okri',
    room_type: 'direct',
    peer: { user_id: BEN.id, name: BEN.name, active: true, user_type: BEN.user_type },
    member_count: 2,
    ...changes,
  });

/** Returns room entries that contain only summaries, because the page reads no other part of a room entry. */
export const createRoomEntries = (...rooms: Room[]): ChatState['rooms'] =>
  Object.fromEntries(rooms.map((summary) => [summary.id, { summary } as RoomEntry]));

export const createMember = (person: Pick<User, 'id' | 'name' | 'user_type'>, role: Member['role']): Member =>
  ({
    user_id: person.id,
    name: person.name,
    user_type: person.user_type,
    role,
    active: true,
    last_seen_seq: 0,
    joined_seq: 0,
    joined_at: '2026-01-01T08:00:00.000Z',
  }) as Member;

export const createRoster = (members: readonly Member[], changes: Partial<Roster> = {}): Roster => ({
  members,
  cursors: Object.fromEntries(members.map(({ user_id, last_seen_seq }) => [user_id, last_seen_seq])),
  complete: true,
  loadedAtSeq: 0,
  changedAtSeq: 0,
  version: 1,
  ...changes,
});

export const createTimeline = (messages: readonly Message[], changes: Partial<Timeline> = {}): Timeline => ({
  messages,
  changes: [],
  loaded: true,
  hasOlder: false,
  hasNewer: false,
  newerCount: 0,
  loading: false,
  failed: false,
  replay: [],
  version: 1,
  ...changes,
});

/** Returns a notification of a homework service. A higher `n` is newer by one minute. */
export const createNotification = (
  n: number,
  changes: Partial<StoredNotification> = {},
): StoredNotification => ({
  id: `notification-${n}`,
  type: 'homework_due',
  title: `Homework ${n}`,
  body: `Page ${n}`,
  data: {},
  url: null,
  urgency: 'normal',
  source: 'homework',
  created_at: new Date(Date.now() - (60 - n) * 60_000).toISOString(),
  seen_at: null,
  ...changes,
});

export const createNotificationList = (
  items: readonly StoredNotification[],
  changes: Partial<NotificationList> = {},
): NotificationList => ({
  items,
  unreadCount: items.filter(({ seen_at }) => seen_at === null).length,
  loaded: true,
  loading: false,
  problem: null,
  nextCursor: null,
  ...changes,
});

/** Returns the state of an online client with one group, which has three members and three messages. */
export const createChatState = (changes: Partial<ChatState> = {}): ChatState => ({
  me: ADA,
  connection: 'online',
  caughtUp: true,
  roomsLoaded: true,
  rooms: createRoomEntries(createRoom({ last_message: createMessage(3) })),
  lastVersion: 1,
  timelines: { [GROUP_ID]: createTimeline([createMessage(1), createMessage(2), createMessage(3)]) },
  rosters: {
    [GROUP_ID]: createRoster([
      createMember(ADA, 'owner'),
      createMember(BEN, 'admin'),
      createMember(CLEO, 'member'),
    ]),
  },
  typing: {},
  pending: {},
  presence: {},
  notifications: createNotificationList([]),
  ...changes,
});
