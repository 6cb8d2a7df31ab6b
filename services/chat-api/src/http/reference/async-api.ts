import {
  BusRoomEventEnvelope,
  CLIENT_EVENTS,
  type ClientEventName,
  KnownRoomEvent,
  NOTICES,
  NOTIFICATION_EXAMPLES,
  NotificationDocument,
  ROOM_STREAM,
  type RoomEventKind,
  SERVER_EVENTS,
  type ServerEventName,
} from '@kcs/contracts';
import Type from 'typebox';
import { getEventDescription } from './description.ts';
import { CLIENT_EVENT_EXAMPLES } from './examples/client-event-examples.ts';
import { NOTICE_EXAMPLES } from './examples/notice-examples.ts';
import { ROOM_EVENT_EXAMPLES } from './examples/room-event-examples.ts';
import { SERVER_EVENT_EXAMPLES } from './examples/server-event-examples.ts';

const ASYNC_API_DESCRIPTION = `The events of KCS Chat: socket events for clients, and room events on the bus for other services.
The OpenAPI document at \`/docs/json\` describes the REST API.`;

const SOCKETS_DESCRIPTION = `Socket.IO 4 with \`auth: { token }\`, where \`token\` is the access token of the REST API. A client event may have
a callback, which receives the payload of the answering event, \`{ success: true }\` if the event has no answer, or
\`{ success: false, error: { code, message, retryAfterMs? } }\`. Without a callback, the failure is sent as an \`error\` event.`;

const ROOM_EVENTS_DESCRIPTION = `The events of the JetStream stream \`${ROOM_STREAM.name}\`. The events of a room usually arrive in the order of \`seq\`. An event that
could not be published immediately arrives later, possibly after events with a higher \`seq\`. Events may repeat. Use \`room_id\`
and \`seq\` to drop repeats. Services that store messages must honor deletions. A newer version may publish kinds and fields that
are not listed here. Every kind uses the same envelope. Ignore unknown kinds and fields, or pass them on.`;

const NOTICE_SUBJECT_PREFIX = 'kcs.notice.';

const NOTICES_DESCRIPTION = `Short messages between the services over core NATS. Other services may subscribe to them.
A notice is delivered at most once, and may be lost. REST responses are authoritative.`;

const NOTIFICATIONS_DESCRIPTION = `Other services publish notifications here, with the credentials of their service account. Publish over JetStream:
the acknowledgment means that the document is stored. The header \`Nats-Msg-Id\` or the field \`id\` makes repeats safe. Subjects below the
name, such as \`chat.notify.homework.math\`, are accepted too. A CloudEvent 1.0 in structured or binary mode may carry the document as its data.`;

/**
 * Returns the AsyncAPI 3.0 document of the installation at `publicUrl`. The document is generated from the schemas that
 * validate requests and events (REST-10).
 */
export function createAsyncApiDocument(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  return {
    asyncapi: '3.0.0',
    info: { title: 'KCS Chat', version: '1', description: ASYNC_API_DESCRIPTION },
    defaultContentType: 'application/json',
    servers: {
      sockets: { host, pathname: '/socket.io/', protocol: protocol === 'https:' ? 'wss' : 'ws' },
      bus: {
        host: 'nats:4222',
        protocol: 'nats',
        description:
          'The internal NATS servers, which only services can reach. The variable `NATS_URL` contains their URLs.',
      },
    },
    channels: {
      'from-clients': describeChannel('sockets', null, SOCKETS_DESCRIPTION, describeClientEvents()),
      'to-clients': describeChannel('sockets', null, SOCKETS_DESCRIPTION, describeServerEvents()),
      'room-events': {
        ...describeChannel('bus', 'chat.room.{roomId}.{kind}', ROOM_EVENTS_DESCRIPTION, describeRoomEvents()),
        parameters: { roomId: {}, kind: { examples: KnownRoomEvent.anyOf.map(getEventKind) } },
      },
      seen: {
        ...describeChannel(
          'bus',
          'chat.room.{roomId}.seen',
          'Read receipts. They are published once and may be lost.',
          [describeEvent('seen', NOTICES.seen.payload, NOTICE_EXAMPLES.seen)],
        ),
        parameters: { roomId: {} },
      },
      notices: {
        ...describeChannel('bus', `${NOTICE_SUBJECT_PREFIX}{name}`, NOTICES_DESCRIPTION, describeNotices()),
        parameters: { name: { examples: describeNotices().map(({ name }) => name) } },
      },
      notifications: {
        ...describeChannel('bus', 'chat.notify.{producer}', NOTIFICATIONS_DESCRIPTION, [
          describeEvent('notification', NotificationDocument, NOTIFICATION_EXAMPLES),
        ]),
        parameters: { producer: { description: 'The name of the service account', examples: ['homework'] } },
      },
    },
    operations: {
      ...Object.fromEntries(Object.entries(CLIENT_EVENTS).map(describeClientEventOperation)),
      sendToClients: { action: 'send', channel: createChannelReference('to-clients') },
      publishRoomEvents: { action: 'send', channel: createChannelReference('room-events') },
      receiveNotifications: { action: 'receive', channel: createChannelReference('notifications') },
      publishSeen: { action: 'send', channel: createChannelReference('seen') },
      publishNotices: { action: 'send', channel: createChannelReference('notices') },
    },
  };
}

interface EventDescription {
  readonly name: string;
  readonly summary: string;
  readonly payload: Type.TSchema;
  readonly examples: readonly { readonly payload: unknown }[];
}

const describeEvent = (
  name: string,
  payload: Type.TSchema,
  examples: readonly unknown[],
): EventDescription => ({
  name,
  summary: getEventDescription(payload),
  payload,
  examples: examples.map((payload) => ({ payload })),
});

const describeClientEvents = () =>
  (Object.keys(CLIENT_EVENTS) as ClientEventName[]).map((name) =>
    describeEvent(name, CLIENT_EVENTS[name].payload, CLIENT_EVENT_EXAMPLES[name]),
  );

const describeServerEvents = () =>
  (Object.keys(SERVER_EVENTS) as ServerEventName[]).map((name) =>
    describeEvent(name, SERVER_EVENTS[name], SERVER_EVENT_EXAMPLES[name]),
  );

/** Describes all notices except `seen`, which has its own channel. */
const describeNotices = () =>
  (Object.keys(NOTICES) as (keyof typeof NOTICES)[]).flatMap((key) => {
    const { subject, payload } = NOTICES[key];
    if (!subject.startsWith(NOTICE_SUBJECT_PREFIX)) return [];
    return [describeEvent(subject.slice(NOTICE_SUBJECT_PREFIX.length), payload, NOTICE_EXAMPLES[key])];
  });

const describeChannel = (
  server: string,
  address: string | null,
  description: string,
  messages: readonly EventDescription[],
) => ({
  address,
  servers: [{ $ref: `#/servers/${server}` }],
  description,
  messages: Object.fromEntries(messages.map((message) => [message.name, message])),
});

const createChannelReference = (name: string) => ({ $ref: `#/channels/${name}` });
const createMessageReference = (channelName: string, name: string) => ({
  $ref: `#/channels/${channelName}/messages/${name}`,
});

/**
 * Returns the AsyncAPI operation for a client event. The operation's reply lists the events that the server may emit if
 * the client passed no callback: the answering event, if there is one, and `error`.
 */
const describeClientEventOperation = ([name, { answer }]: [string, { readonly answer: string | null }]) => [
  name,
  {
    action: 'receive',
    channel: createChannelReference('from-clients'),
    messages: [createMessageReference('from-clients', name)],
    reply: {
      channel: createChannelReference('to-clients'),
      messages: [...(answer === null ? [] : [answer]), 'error'].map((name) =>
        createMessageReference('to-clients', name),
      ),
    },
  },
];

const ROOM_EVENT_SUMMARIES: Readonly<Record<RoomEventKind, string>> = {
  'message-created': 'A member sent a message.',
  'message-updated':
    'A message was edited or its reactions changed. `data` is the current message. `reaction` is present if a reaction was added or removed. `newly_mentioned` is present if an edit added mentions.',
  'message-deleted': 'A message was deleted. Delete your copies of its content.',
  'members-changed':
    'Members were added or removed, or their roles changed. The first event of a room adds its first members.',
  'room-updated': 'The room was renamed, or its post policy changed.',
  'room-deleted':
    'The room was deleted. This is the last event of the room. Delete your copies of its messages.',
};

type RoomEventVariant = (typeof KnownRoomEvent)['anyOf'][number];

const getEventKind = ({ properties }: RoomEventVariant): RoomEventKind => properties.kind.const;

const describeRoomEvents = () =>
  KnownRoomEvent.anyOf.map((variant) => {
    const kind = getEventKind(variant);
    const eventProperties = { ...BusRoomEventEnvelope.properties, ...variant.properties };
    return describeEvent(
      kind,
      Type.Object(eventProperties, { description: ROOM_EVENT_SUMMARIES[kind] }),
      ROOM_EVENT_EXAMPLES[kind].map((event) => ({ version: 1, ...event })),
    );
  });
