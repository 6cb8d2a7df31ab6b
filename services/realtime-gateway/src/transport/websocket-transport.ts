import { transports } from 'engine.io';

export type EngineRequest = ConstructorParameters<typeof transports.websocket>[0];

/**
 * Engine.IO's WebSocket transport without two listeners that do nothing for a WebSocket. Each connection needs 0.5 KB
 * less without them.
 */
export class WebSocketTransport extends transports.websocket {
  constructor(request: EngineRequest) {
    const listenersDuringUpgrade = request.websocket?.listeners('error') ?? [];
    super(request);
    // The transport has added its own listener for errors.
    for (const listener of listenersDuringUpgrade)
      request.websocket?.off('error', listener as (error: Error) => void);
  }

  /** Does not add listeners for the headers of responses, because only long polling sends responses. */
  override on(event: string, listener: (...args: never[]) => void): this {
    return event === 'headers' ? this : super.on(event, listener as () => void);
  }
}
