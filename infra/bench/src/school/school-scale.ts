export interface SchoolScale {
  readonly people: number;
  readonly messages: number;
  /** The number of rooms that the searcher (the user who runs the searches) belongs to, including the large room. */
  readonly ownRooms: number;
  /** The number of rooms that the searcher does not belong to. */
  readonly otherRooms: number;
  /** The number of members of the large room, which holds a quarter of all messages. */
  readonly largeRoomMembers: number;
  readonly seed: number;
}

/**
 * The facts that drills and tests need about a generated school, that is, a database filled with people, rooms, and
 * messages.
 */
export interface GeneratedSchool {
  /**
   * The id of the user who runs the searches. This user is a member of `ownRooms` rooms and has read nine tenths of the
   * messages in each.
   */
  readonly searcherId: string;
  readonly largeRoomId: string;
  /** The id of the newest message in the large room. */
  readonly newestMessageId: string;
}

/** The size for which search times are documented: 20,000 people and 2,000,000 messages. */
export const LARGE_SCHOOL: SchoolScale = {
  people: 20_000,
  messages: 2_000_000,
  ownRooms: 500,
  otherRooms: 5_000,
  largeRoomMembers: 5_000,
  seed: 1,
};

/**
 * A size that is small enough for a test. Even with so few rows, a badly written query stands out, because PostgreSQL
 * chooses a slow query plan for it.
 */
export const SMALL_SCHOOL: SchoolScale = {
  people: 500,
  messages: 100_000,
  ownRooms: 60,
  otherRooms: 200,
  largeRoomMembers: 300,
  seed: 1,
};
