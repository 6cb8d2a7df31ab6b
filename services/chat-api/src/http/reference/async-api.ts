import { BusRoomEventHead, CLIENT_EVENTS, MessagesSeen, RoomEvent, SERVER_EVENTS } from '@kcs/contracts';
import Type from 'typebox';
import { summaryOf } from './summary-of.ts';

const DESCRIPTION = `What travels as events: those of the sockets, for clients, and those of rooms on the bus, for other
services. REST is described by the OpenAPI document beside this one (\`/docs/json\`).`;

const SOCKETS = `Socket.IO 4, \`auth: { token }\` with the token that also opens REST. Every event may carry a callback:
it gets the payload of the answering event, \`{ success: true }\` where there is none, or
\`{ success: false, error: { code, message, retryAfterMs? } }\`. Without a callback a failure is told by \`error\`.`;

const ROOM_EVENTS = `The stream \`CHAT_ROOMS\`. A room's events come mostly in the order of \`seq\`; one that could not be
published at once comes later, however many after it. Events may repeat: drop by \`room_id\` and \`seq\`. Who keeps
messages must honour deletions.`;

/** The AsyncAPI 3.0 document of a system that is reached at `publicUrl`, from the schemas that validate. */
export function asyncApi(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  const sent = Object.entries(CLIENT_EVENTS).map(([name, { payload }]) => message(name, payload));
  const heard = Object.entries(SERVER_EVENTS).map(([name, payload]) => message(name, payload));
  return {
    asyncapi: '3.0.0',
    info: { title: 'KCS Chat', version: '1', description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: {
      sockets: { host, pathname: '/socket.io/', protocol: protocol === 'https:' ? 'wss' : 'ws' },
      bus: { host: 'nats:4222', protocol: 'nats', description: 'Inside, for services: `NATS_URL`' },
    },
    channels: {
      'from-clients': channel('sockets', null, SOCKETS, sent),
      'to-clients': channel('sockets', null, SOCKETS, heard),
      'room-events': {
        ...channel('bus', 'chat.room.{roomId}.{kind}', ROOM_EVENTS, busEvents()),
        parameters: { roomId: {}, kind: { enum: RoomEvent.anyOf.map(kindOf) } },
      },
      seen: {
        ...channel('bus', 'chat.room.{roomId}.seen', 'Best effort.', [message('seen', MessagesSeen)]),
        parameters: { roomId: {} },
      },
    },
    operations: {
      ...Object.fromEntries(Object.entries(CLIENT_EVENTS).map(taking)),
      tellClients: { action: 'send', channel: channelRef('to-clients') },
      publishRoomEvents: { action: 'send', channel: channelRef('room-events') },
      publishSeen: { action: 'send', channel: channelRef('seen') },
    },
  };
}

interface Message {
  readonly name: string;
  readonly summary: string;
  readonly payload: Type.TSchema;
}

const message = (name: string, payload: Type.TSchema): Message => ({
  name,
  summary: summaryOf(payload),
  payload,
});

const channel = (
  server: string,
  address: string | null,
  description: string,
  messages: readonly Message[],
) => ({
  address,
  servers: [{ $ref: `#/servers/${server}` }],
  description,
  messages: Object.fromEntries(messages.map((one) => [one.name, one])),
});

const channelRef = (name: string) => ({ $ref: `#/channels/${name}` });
const messageRef = (channelName: string, name: string) => ({
  $ref: `#/channels/${channelName}/messages/${name}`,
});

/** What we do with an event of a client, and by which event it is answered where there is no callback. */
const taking = ([name, { answer }]: [string, { readonly answer: string | null }]) => [
  name,
  {
    action: 'receive',
    channel: channelRef('from-clients'),
    messages: [messageRef('from-clients', name)],
    reply: {
      channel: channelRef('to-clients'),
      messages: [...(answer === null ? [] : [answer]), 'error'].map((one) => messageRef('to-clients', one)),
    },
  },
];

type Variant = (typeof RoomEvent)['anyOf'][number];

const kindOf = ({ properties }: Variant): string => properties.kind.const;

const busEvents = () =>
  RoomEvent.anyOf.map((variant) => {
    const properties = { ...BusRoomEventHead.properties, ...variant.properties };
    return message(kindOf(variant), Type.Object(properties, { description: "One entry of a room's log" }));
  });
