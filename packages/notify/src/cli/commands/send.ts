import type { Command } from 'commander';
import type { NotificationDocument, NotificationTarget } from '../../document/document.ts';
import { createPublisher } from '../../publisher/create-publisher.ts';
import type { PublishResult } from '../../publisher/publish-result.ts';
import type { Publisher } from '../../publisher/publisher.ts';
import { resolveUrl } from '../api/rest-client.ts';
import { CliError } from '../cli-error.ts';
import { parseInteger, parseJson, readInput, readSecret } from '../input/read-input.ts';
import { resolveNatsUrl } from '../operator/connect-operator.ts';
import { formatCount } from '../output/format-lines.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, type CommonOptions, printResult } from './command-context.ts';

interface SendOptions extends CommonOptions {
  readonly id?: string;
  readonly type?: string;
  readonly title?: string;
  readonly body?: string;
  readonly link?: string;
  readonly urgency?: string;
  readonly data?: string;
  readonly to?: readonly string[];
  readonly creds?: string;
  readonly natsUrl?: string;
  readonly timeout: string;
}

const MAX_TIMEOUT_S = 3_600;

export function addSendCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('send')
    .summary('publish a notification')
    .description(
      'Publishes a notification. The document comes from the options, from a file, or from standard input ("-"). Options replace fields of the file.',
    )
    .argument('[file]', 'a JSON document, or - for standard input')
    .option('--id <id>', 'id; a second document with the same id is not delivered')
    .option('--type <type>', 'type, such as homework_due')
    .option('--title <text>', 'title: one line of at most 200 characters')
    .option('--body <text>', 'text: at most 2,000 characters')
    .option(
      '--link <url>',
      'what a click opens: https://…, or a path on the host of KCS Chat, such as /#/rooms/<id>',
    )
    .option('--urgency <level>', 'low, normal, or high')
    .option('--data <json>', 'a JSON object for clients')
    .option(
      '--to <target>',
      'whom to notify; may be repeated: email:<address>, user:<id>, room:<id>, type:<user type>, or a JSON object',
      (target: string, targets: readonly string[] = []) => [...targets, target],
    )
    .option('--creds <file>', 'publish over NATS with this file (default: KCS_NATS_CREDS_FILE)')
    .option('--nats-url <url>', 'address of NATS (default: KCS_NATS_URL, or nats://localhost:4222)')
    .option('--timeout <seconds>', 'how long to try', '30')
    .addHelpText(
      'after',
      '\nWithout NATS credentials, the notification is sent over HTTP with the token in\nKCS_SERVICE_TOKEN.\n\nExample:\n  kcs-notify send --type homework_due --title "Due tomorrow" --to type:Student',
    );
  addApiOptions(command).action((file: string | undefined, options: SendOptions) =>
    send(terminal, file, options),
  );
}

async function send(terminal: Terminal, file: string | undefined, options: SendOptions): Promise<void> {
  const document = await readDocument(terminal, file, options);
  const timeoutMs = 1_000 * parseInteger(options.timeout, '--timeout', { min: 1, max: MAX_TIMEOUT_S });
  const publisher = await openPublisher(terminal, options);
  try {
    const result = await publisher.publish(document, { timeoutMs, signal: terminal.signal });
    if (result.status !== 'accepted' && result.status !== 'repeated') throw toCliError(result);
    printResult(terminal, options, result, describeResult(result));
  } finally {
    await publisher.close();
  }
}

async function readDocument(
  terminal: Terminal,
  file: string | undefined,
  { id, type, title, body, link, urgency, data, to }: SendOptions,
): Promise<NotificationDocument> {
  if (file === undefined && type === undefined) {
    throw new CliError('usage', 'There is no document. Name a file, or set --type and --to.');
  }
  const fileDocument =
    file === undefined ? {} : parseJson(await readInput(file, 'the document', terminal), 'The document');
  if (typeof fileDocument !== 'object' || fileDocument === null || Array.isArray(fileDocument)) {
    throw new CliError('usage', 'The document must be a JSON object. Correct it.');
  }
  const optionFields = {
    ...{ id, type, title, body, url: link, urgency },
    data: data === undefined ? undefined : parseJson(data, 'The value of --data'),
    to: to?.map(parseTarget),
  };
  const givenFields = Object.entries(optionFields).filter(([, value]) => value !== undefined);
  // The cast is safe, because the publisher checks the document.
  return { ...fileDocument, ...Object.fromEntries(givenFields) } as unknown as NotificationDocument;
}

const TARGET_FIELDS: Readonly<Record<string, string>> = {
  email: 'email',
  user: 'user_id',
  room: 'room_id',
  type: 'user_type',
};

function parseTarget(text: string): NotificationTarget {
  if (text.startsWith('{')) return parseJson(text, 'The value of --to') as NotificationTarget;
  const [, kind = '', value = ''] = /^(\w+):(.+)$/s.exec(text) ?? [];
  const field = TARGET_FIELDS[kind];
  if (field !== undefined) return { [field]: value } as unknown as NotificationTarget;
  throw new CliError(
    'usage',
    `The target "${text}" is not valid. Use email:<address>, user:<id>, room:<id>, type:<user type>, or a JSON object.`,
  );
}

async function openPublisher(terminal: Terminal, options: SendOptions): Promise<Publisher> {
  const credsFile = options.creds ?? terminal.env.KCS_NATS_CREDS_FILE;
  try {
    if (credsFile) {
      const creds = await readInput(credsFile, 'the NATS credentials', terminal);
      return createPublisher({ url: resolveNatsUrl(options, terminal.env), creds });
    }
    const token = await readSecret('KCS_SERVICE_TOKEN', terminal);
    if (token) return createPublisher({ url: resolveUrl(options, terminal.env), token });
  } catch (error) {
    if (error instanceof TypeError) throw new CliError('usage', error.message, { cause: error });
    throw error;
  }
  throw new CliError(
    'usage',
    'This command needs a service account. Set --creds to a NATS credentials file, or KCS_SERVICE_TOKEN to a token.',
  );
}

function toCliError(result: Exclude<PublishResult, { status: 'accepted' | 'repeated' }>): CliError {
  if (result.status !== 'refused')
    return new CliError('unreachable', `${result.message} The id is ${result.id}.`);
  const reason = result.code === 'RATE_LIMITED' ? 'unreachable' : 'refused';
  return new CliError(reason, `${result.code}: ${result.message}`);
}

function describeResult(result: Extract<PublishResult, { status: 'accepted' | 'repeated' }>): string {
  if (result.status === 'repeated') {
    return `Repeated ${result.id}. A document with this id was already accepted.`;
  }
  const { id, recipients, unknownTargets = 0 } = result;
  const sentences = [
    recipients === undefined
      ? `Accepted ${id}.`
      : `Accepted ${id} for ${formatCount(recipients, 'recipient')}.`,
    ...(unknownTargets > 0
      ? [`${formatCount(unknownTargets, 'target')} did not exist. See kcs-notify tail.`]
      : []),
  ];
  return sentences.join(' ');
}
