import WebSocket from 'ws';

const DOMAIN = 'localhost';
const ROOM_ADDRESS = `bench@conference.${DOMAIN}`;
const STEP_TIMEOUT_MS = 15_000;
const OPEN_STREAM = `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${DOMAIN}" version="1.0"/>`;

/** The steps of a login with SASL ANONYMOUS: what the client sends, and the text in the frame that answers it. */
const LOGIN_STEPS: readonly (readonly [stanza: string, answer: string])[] = [
  [OPEN_STREAM, 'stream:features'],
  ['<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>', '<success'],
  [OPEN_STREAM, 'stream:features'],
  [
    '<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>',
    '<jid>',
  ],
];

/** An XMPP client over WebSocket (RFC 7395) that has joined the benchmark's room. */
export class XmppConnection {
  readonly #socket: WebSocket;
  #onFrame: (frame: string) => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#onFrame(data.toString()));
  }

  /** Logs in anonymously and joins the room. Afterwards, passes every frame to `onFrame`. */
  static async connect(
    url: string,
    nickname: string,
    onFrame: (frame: string) => void,
  ): Promise<XmppConnection> {
    const socket = new WebSocket(url, 'xmpp', { perMessageDeflate: false });
    const connection = new XmppConnection(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    for (const [stanza, answer] of LOGIN_STEPS) await connection.#exchange(stanza, answer);
    const join = `<presence xmlns="jabber:client" to="${ROOM_ADDRESS}/${nickname}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`;
    // The room first sends the presence of all others, and then that of the new participant, with status 110.
    await connection.#exchange(join, "code='110'");
    connection.#onFrame = onFrame;
    return connection;
  }

  /** Sends a message to the room. */
  send(id: number, body: string): void {
    this.#socket.send(
      `<message xmlns="jabber:client" to="${ROOM_ADDRESS}" type="groupchat" id="m${id}"><body>${body}</body></message>`,
    );
  }

  close(): void {
    this.#socket.terminate();
  }

  /** Sends a stanza, and waits for a frame that contains the given text. */
  #exchange(stanza: string, answer: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timeoutTimer = setTimeout(
        () => reject(new Error(`ejabberd did not answer within ${STEP_TIMEOUT_MS} ms: ${stanza}`)),
        STEP_TIMEOUT_MS,
      );
      this.#onFrame = (frame) => {
        if (!frame.includes(answer)) return;
        clearTimeout(timeoutTimer);
        resolve();
      };
      this.#socket.send(stanza);
    });
  }
}
