import {
  BusRoomEventEnvelope,
  CLIENT_EVENTS,
  KnownRoomEvent,
  MessagesSeen,
  NOTIFICATION_EXAMPLES,
  NotificationDocument,
  ROOM_STREAM,
  SERVER_EVENTS,
} from '@kcs/contracts';
import Type from 'typebox';
import { getEventDescription } from './description.ts';

const ASYNC_API_DESCRIPTION = `The events of KCS Chat: socket events for clients, and room events on the bus for other services.
The OpenAPI document at \`/docs/json\` describes the REST API.`;

const SOCKETS_DESCRIPTION = `Socket.IO 4 with \`auth: { token }\`, where \`token\` is the access token of the REST API. A client event may have
a callback, which receives the payload of the answering event, \`{ success: true }\` if the event has no answer, or
\`{ success: false, error: { code, message, retryAfterMs? } }\`. Without a callback, the failure is sent as an \`error\` event.`;

const ROOM_EVENTS_DESCRIPTION = `The events of the JetStream stream \`${ROOM_STREAM.name}\`. The events of a room usually arrive in the order of \`seq\`. An event that
could not be published immediately arrives later, possibly after events with a higher \`seq\`. Events may repeat. Use \`room_id\`
and \`seq\` to drop repeats. Services that store messages must honor deletions. A newer version may publish kinds and fields that
are not listed here. Every kind uses the same envelope. Ignore unknown kinds and fields, or pass them on.`;

const NOTIFICATIONS_DESCRIPTION = `Other services publish notifications here, with the credentials of their service account. Publish over JetStream:
the acknowledgment means that the document is stored. The header \`Nats-Msg-Id\` or the field \`id\` makes repeats safe. Subjects below the
name, such as \`chat.notify.homework.math\`, are accepted too. A CloudEvent 1.0 in structured or binary mode may carry the document as its data.`;

/**
 * Returns the AsyncAPI 3.0 document of the installation at `publicUrl`. The document is generated from the schemas that
 * validate requests and events (REST-10).
 */
export function createAsyncApiDocument(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  const clientEventDescriptions = Object.entries(CLIENT_EVENTS).map(([name, { payload }]) =>
    describeEvent(name, payload),
  );
  const serverEventDescriptions = Object.entries(SERVER_EVENTS).map(([name, payload]) =>
    describeEvent(name, payload),
  );
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
      'from-clients': describeChannel('sockets', null, SOCKETS_DESCRIPTION, clientEventDescriptions),
      'to-clients': describeChannel('sockets', null, SOCKETS_DESCRIPTION, serverEventDescriptions),
      'room-events': {
        ...describeChannel('bus', 'chat.room.{roomId}.{kind}', ROOM_EVENTS_DESCRIPTION, describeBusEvents()),
        parameters: { roomId: {}, kind: { examples: KnownRoomEvent.anyOf.map(getEventKind) } },
      },
      seen: {
        ...describeChannel(
          'bus',
          'chat.room.{roomId}.seen',
          'Read receipts. They are published once and may be lost.',
          [describeEvent('seen', MessagesSeen)],
        ),
        parameters: { roomId: {} },
      },
      notifications: {
        ...describeChannel('bus', 'chat.notify.{producer}', NOTIFICATIONS_DESCRIPTION, [
          describeNotification(),
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
    },
  };
}

interface EventDescription {
  readonly name: string;
  readonly summary: string;
  readonly payload: Type.TSchema;
}

const describeEvent = (name: string, payload: Type.TSchema): EventDescription => ({
  name,
  summary: getEventDescription(payload),
  payload,
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

/** Describes the document of a notification, with an example. */
const describeNotification = () => ({
  ...describeEvent('notification', NotificationDocument),
  examples: NOTIFICATION_EXAMPLES.map((payload) => ({ payload })),
});

type RoomEventVariant = (typeof KnownRoomEvent)['anyOf'][number];

const getEventKind = ({ properties }: RoomEventVariant): string => properties.kind.const;

const describeBusEvents = () =>
  KnownRoomEvent.anyOf.map((variant) => {
    const eventProperties = { ...BusRoomEventEnvelope.properties, ...variant.properties };
    return describeEvent(
      getEventKind(variant),
      Type.Object(eventProperties, { description: "One event from a room's log" }),
    );
  });
