/** What a school does in its busiest hour, and how long its messages are kept. */
export interface Workload {
  /** The number of people who are connected at the same time. */
  readonly people: number;
  /** The number of sockets for each connected person: tabs and devices. */
  readonly connectionsPerPerson: number;
  readonly roomsPerPerson: number;
  /** The number of connected members of the room in which an average message is sent. */
  readonly membersPerRoom: number;
  /** The number of messages that each connected person sends in the busiest hour. */
  readonly messagesPerPersonPerHour: number;
  /** How many years of messages the database holds. */
  readonly years: number;
}

export const DEFAULT_WORKLOAD: Workload = {
  people: 10_000,
  connectionsPerPerson: 1.2,
  roomsPerPerson: 10,
  membersPerRoom: 12,
  messagesPerPersonPerHour: 12,
  years: 3,
};

/** What happens in each second of the busiest hour, and what exists at that time. */
export interface Rates {
  readonly sockets: number;
  readonly rooms: number;
  /** The sockets in the room of an average message. */
  readonly socketsPerRoom: number;
  readonly messagesPerSecond: number;
  readonly receiptsPerSecond: number;
  readonly typingPerSecond: number;
  readonly pagesPerSecond: number;
  /** Connections that open. As many close. */
  readonly connectsPerSecond: number;
  /** Messages between gateways that go to all of them: mentions, and changes of members. */
  readonly broadcastsPerSecond: number;
  readonly messagesPerDay: number;
  /** All messages in the database. */
  readonly messagesStored: number;
  /** The events of the days for which they are kept (`EVENTS_KEPT_DAYS`). */
  readonly eventsStored: number;
}

/** Assumptions about people, which have not been measured in a school. */
const HABITS = {
  /** The members who have the room in front of them when a message arrives. */
  receiptsPerMessage: 3,
  /** One for the start of typing, and one for its end. */
  typingPerMessage: 2,
  pagesPerPersonPerHour: 10,
  connectsPerSocketPerHour: 2,
  /** The share of messages that mention somebody, plus changes of members. */
  broadcastsPerMessage: 0.06,
  /** A school day has as many messages as this many of its busiest hours. */
  busiestHoursPerDay: 5,
  schoolDaysPerYear: 200,
  /** The school days among the 30 days for which events are kept. */
  schoolDaysOfEvents: 21,
};

const SECONDS_PER_HOUR = 3_600;

export function deriveRates(workload: Workload): Rates {
  const { people, connectionsPerPerson, roomsPerPerson, membersPerRoom, years } = workload;
  const sockets = people * connectionsPerPerson;
  const messagesPerHour = people * workload.messagesPerPersonPerHour;
  const messagesPerSecond = messagesPerHour / SECONDS_PER_HOUR;
  const messagesPerDay = messagesPerHour * HABITS.busiestHoursPerDay;
  return {
    sockets,
    rooms: (people * roomsPerPerson) / membersPerRoom,
    socketsPerRoom: membersPerRoom * connectionsPerPerson,
    messagesPerSecond,
    receiptsPerSecond: messagesPerSecond * HABITS.receiptsPerMessage,
    typingPerSecond: messagesPerSecond * HABITS.typingPerMessage,
    pagesPerSecond: (people * HABITS.pagesPerPersonPerHour) / SECONDS_PER_HOUR,
    connectsPerSecond: (sockets * HABITS.connectsPerSocketPerHour) / SECONDS_PER_HOUR,
    broadcastsPerSecond: messagesPerSecond * HABITS.broadcastsPerMessage,
    messagesPerDay,
    messagesStored: messagesPerDay * HABITS.schoolDaysPerYear * years,
    eventsStored: messagesPerDay * HABITS.schoolDaysOfEvents,
  };
}
