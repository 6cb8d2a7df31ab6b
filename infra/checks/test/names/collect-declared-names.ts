import {
  BusRoomEventEnvelope,
  CHAT_API_REQUESTS,
  CLIENT_EVENTS,
  CLOSE_REASONS,
  ERRORS,
  MeetingId,
  MessageId,
  NOTICES,
  NotificationId,
  PRESENCE_REQUESTS,
  ROOM_EVENT_KINDS,
  ROOM_STREAM,
  RoomEvent,
  RoomId,
  SERVER_EVENTS,
  ServiceAccountId,
  SessionId,
  UserId,
} from '@kcs/contracts';

const ID_SCHEMAS = [UserId, RoomId, MessageId, MeetingId, SessionId, NotificationId, ServiceAccountId];

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/**
 * Returns the names that `@kcs/contracts` declares, in groups: events, fields, errors, close reasons, subjects, and
 * others. The names of each group are sorted.
 */
export function collectDeclaredNames(): Record<string, string[]> {
  const requestContracts = [...Object.values(CHAT_API_REQUESTS), ...Object.values(PRESENCE_REQUESTS)];
  return {
    serverEvents: sortUniqueNames(
      Object.entries(SERVER_EVENTS).flatMap(([name, schema]) => listFieldPaths(name, schema)),
    ),
    clientEvents: sortUniqueNames(
      Object.entries(CLIENT_EVENTS).flatMap(([name, { payload, answer }]) => [
        ...listFieldPaths(name, payload),
        `${name} answered by ${answer}`,
      ]),
    ),
    errors: sortUniqueNames(
      Object.entries(ERRORS).map(([code, { status, retry }]) => `${code} ${status} ${retry}`),
    ),
    closeReasons: sortUniqueNames(
      Object.entries(CLOSE_REASONS).map(([code, { how, reconnects }]) => `${code} ${how} ${reconnects}`),
    ),
    requests: sortUniqueNames(
      requestContracts.flatMap(({ subject, request, reply }) => [
        ...listFieldPaths(`${subject} > request`, request),
        ...listFieldPaths(`${subject} > reply`, reply),
      ]),
    ),
    notices: sortUniqueNames(
      Object.values(NOTICES).flatMap(({ subject, payload }) => listFieldPaths(subject, payload)),
    ),
    roomEvents: sortUniqueNames([
      ...ROOM_EVENT_KINDS,
      ...listFieldPaths('log', RoomEvent),
      ...listFieldPaths('bus', BusRoomEventEnvelope),
    ]),
    stream: sortUniqueNames([ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer, ...ROOM_STREAM.subjects]),
    idPrefixes: sortUniqueNames(ID_SCHEMAS.map(readIdPrefix)),
  };
}

/**
 * Returns the prefix of a kind of id, such as `room` for ids like `room_…`. It is taken from the pattern in the schema.
 */
function readIdPrefix(schema: object): string {
  const { pattern } = schema as { pattern: string };
  return pattern.slice(1, pattern.indexOf('_'));
}

const sortUniqueNames = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** Returns `prefix` itself and the path of every property in the schema. Each path begins with `prefix`. */
function listFieldPaths(prefix: string, schema: object): string[] {
  const { properties = {}, items, anyOf = [] } = schema as JsonSchema;
  const propertyPaths = Object.entries(properties).flatMap(([name, child]) =>
    listFieldPaths(`${prefix} > ${name}`, child),
  );
  const nestedFieldPaths = [...anyOf, ...(items ? [items] : [])].flatMap((child) =>
    listFieldPaths(prefix, child),
  );
  return [prefix, ...propertyPaths, ...nestedFieldPaths];
}
