import type { JsonObject } from '../page/fetch-document.ts';

interface Message extends JsonObject {
  readonly name: string;
}
interface Channel extends JsonObject {
  readonly address: string | null;
  readonly description: string;
  readonly messages: Readonly<Record<string, Message>>;
}
interface Operation extends JsonObject {
  readonly channel: Channel;
  readonly messages?: readonly Message[];
}
interface EventDocument {
  readonly info: { readonly description: string };
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** The headings of the groups of events, keyed by channel. Without an entry, the name of the channel is the heading. */
const GROUP_TITLES: Readonly<Record<string, string>> = {
  'from-clients': 'Client events',
  'to-clients': 'Server events',
  'room-events': 'Room events on the bus',
  seen: 'Read receipts on the bus',
  notices: 'Notices on the bus',
  notifications: 'Notifications from other services',
};

/**
 * Arranges an AsyncAPI document for display. Every event becomes an operation with a name of its own. The descriptions
 * of the channels move to the introduction, because otherwise every event would repeat them.
 *
 * Returns the document in the form that the component expects. Usually, `@asyncapi/parser` produces this form, but it
 * validates documents with generated code, and the Content-Security-Policy of the page forbids generated code.
 */
export function arrangeDocument(asyncApiDocument: JsonObject): JsonObject {
  const eventDocument = resolveReferences(asyncApiDocument) as unknown as EventDocument;
  const { info, channels, operations } = eventDocument;
  const channelNames = new Map(Object.entries(channels).map(([name, channel]) => [channel, name]));
  const eventOperations = Object.values(operations).flatMap((operation) =>
    splitIntoEvents(operation, channelNames.get(operation.channel) ?? ''),
  );
  return {
    ...eventDocument,
    'x-parser-spec-parsed': true,
    'x-parser-api-version': 3,
    // Leave out the content type, because the component would turn it into a link to another site.
    defaultContentType: undefined,
    info: { ...info, description: [info.description, ...describeGroups(channels)].join('\n\n') },
    operations: Object.fromEntries(eventOperations),
  };
}

/** Splits an operation into one operation for each message. Returns each with its label in the table of contents. */
function splitIntoEvents(operation: Operation, channelName: string): [string, JsonObject][] {
  const { channel } = operation;
  return (operation.messages ?? Object.values(channel.messages)).map((message) => {
    const { description: _, ...shownChannel } = channel;
    const shownMessage = { ...message, summary: undefined };
    const label = formatEventLabel(channelName, channel, message);
    const eventOperation = {
      ...operation,
      tags: [{ name: findGroupTitle(channelName) }],
      channel: { ...shownChannel, address: label, messages: { [message.name]: shownMessage } },
      messages: [shownMessage],
    };
    return [label, eventOperation];
  });
}

/**
 * Returns the label of an event: the subject of a message on the bus, or the name of a socket event. The name begins
 * with `emit:` if clients send the event, and with `on:` if they receive it, because some names exist in both
 * directions.
 */
function formatEventLabel(channelName: string, { address }: Channel, { name }: Message): string {
  if (address !== null) return address.replace(/\{(?:kind|name)\}$/, name);
  return channelName === 'from-clients' ? `emit:${name}` : `on:${name}`;
}

const findGroupTitle = (channelName: string): string => GROUP_TITLES[channelName] ?? channelName;

/** Returns the descriptions of the channels as Markdown. Channels with the same description share a section. */
function describeGroups(channels: EventDocument['channels']): string[] {
  const titlesByDescription = new Map<string, string[]>();
  for (const [name, { description }] of Object.entries(channels)) {
    const titles = titlesByDescription.get(description) ?? [];
    titlesByDescription.set(description, [...titles, findGroupTitle(name)]);
  }
  return [...titlesByDescription].map(
    ([description, titles]) => `### ${titles.join(' and ')}\n\n${description}`,
  );
}

/** Replaces every reference in the document with the part that it points to. Returns the document. */
function resolveReferences(asyncApiDocument: JsonObject): JsonObject {
  const resolveValue = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const reference = (value as JsonObject).$ref;
    if (typeof reference === 'string') return findReferenceTarget(asyncApiDocument, reference);
    for (const [key, inner] of Object.entries(value)) (value as JsonObject)[key] = resolveValue(inner);
    return value;
  };
  return resolveValue(asyncApiDocument) as JsonObject;
}

/** Returns the part of the document that a reference such as `#/channels/seen` points to. */
function findReferenceTarget(asyncApiDocument: JsonObject, reference: string): unknown {
  const pathParts = reference.slice('#/'.length).split('/');
  return pathParts.reduce<unknown>((part, key) => (part as JsonObject)[key], asyncApiDocument);
}
