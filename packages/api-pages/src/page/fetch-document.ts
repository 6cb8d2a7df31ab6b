/** Returns an API document of this server. Throws if the server does not answer with a document. */
export async function fetchDocument(path: string): Promise<JsonObject> {
  const response = await fetch(path);
  if (!response.ok)
    throw new Error(`The document ${path} is not available (${response.status}). Reload the page.`);
  return (await response.json()) as JsonObject;
}

/** A part of an API document. */
export interface JsonObject {
  [key: string]: unknown;
}
