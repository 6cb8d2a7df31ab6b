/*
 * Replaces `@asyncapi/specs` in the bundle, which saves 1.2 MB. That package contains the JSON schemas that
 * `@asyncapi/parser` needs to validate documents. The component only displays documents.
 */
export const schemas = {};
// biome-ignore lint/style/noDefaultExport: `@asyncapi/specs` has a default export
export default { schemas };
