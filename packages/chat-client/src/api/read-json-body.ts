/**
 * Returns the parsed body of a response; null if the body is incomplete or is not JSON. Calls `onBytes` for each chunk.
 */
export async function readJsonBody(response: Response, onBytes: () => void): Promise<unknown> {
  try {
    onBytes();
    const utf8Decoder = new TextDecoder();
    const bodyReader = response.body?.getReader();
    let bodyText = '';
    for (let part = await bodyReader?.read(); part && !part.done; part = await bodyReader?.read()) {
      onBytes();
      bodyText += utf8Decoder.decode(part.value, { stream: true });
    }
    return JSON.parse(bodyText + utf8Decoder.decode());
  } catch {
    return null;
  }
}
