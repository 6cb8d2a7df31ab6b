import Type from 'typebox';

/** URL schemes that no app shell uses. For pages with some of these schemes, browsers send `Origin: null`. */
const NON_APP_SCHEMES = new Set([
  ...['http', 'https', 'ws', 'wss', 'ftp'],
  ...['file', 'filesystem', 'data', 'blob', 'about', 'javascript'],
]);
const APP_ORIGIN_PATTERN = /^([a-z][a-z\d+.-]*):\/\/[a-z\d._-]+(:\d{1,5})?$/;

/**
 * Returns whether the text is the origin of a web page. Wildcards such as `https://*.example` are not allowed, because
 * they would match no origin that browsers send.
 */
export function isWebOrigin(text: string): boolean {
  return /^https?:\/\/[^\s/?#@*]+\/?$/.test(text) && URL.canParse(text);
}

/** Returns whether the text is the origin of an app shell or browser extension, such as `capacitor://localhost`. */
export function isAppOrigin(text: string): boolean {
  const scheme = APP_ORIGIN_PATTERN.exec(text)?.[1];
  return scheme !== undefined && !NON_APP_SCHEMES.has(scheme) && URL.canParse(text);
}

/**
 * Returns the schema of a variable that holds an origin. `schemes` says in the error message which schemes are allowed.
 */
export function createOriginSchema(
  { schemes, isOrigin }: { schemes: string; isOrigin: (text: string) => boolean },
  options: Type.TSchemaOptions,
) {
  return Type.Refine(
    Type.String(options),
    isOrigin,
    () =>
      `must be an origin: ${schemes}, then a host and optionally a port up to 65535. A path and * are not allowed`,
  );
}
