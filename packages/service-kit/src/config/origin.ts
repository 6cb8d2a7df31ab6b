import Type from 'typebox';

const isOrigin = (text: string): boolean => /^https?:\/\/[^\s/?#@*]+\/?$/.test(text) && URL.canParse(text);

/** What a browser can name as the origin of a page. A pattern such as `https://*.example` would never match one. */
export const Origin = (options: Type.TSchemaOptions) =>
  Type.Refine(
    Type.String(options),
    isOrigin,
    () => 'must be http:// or https://, a host and perhaps a port up to 65535, with no path and no *',
  );
