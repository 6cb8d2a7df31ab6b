/** Returns the text with the user's name in place of the id in every `@[user_…]` that mentions the user. */
export const replaceMyIdWithName = (
  text: string,
  me: { readonly id: string; readonly name: string },
): string => text.replaceAll(`@[${me.id}]`, () => `@${me.name}`);
