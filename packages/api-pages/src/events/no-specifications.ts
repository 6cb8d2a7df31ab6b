/*
 * Replaces `@asyncapi/specs` in the bundle. The component only displays documents, so it needs none of the JSON schemas
 * by which `@asyncapi/parser` validates documents. They would take 1.2 MB.
 */
export const schemas = {};
// biome-ignore lint/style/noDefaultExport: `@asyncapi/specs` has a default export
export default { schemas };
