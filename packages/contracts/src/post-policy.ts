import Type from 'typebox';
import { allowNewerValues } from './newer-values.ts';

/** Who may send messages in a group: all members, or only its managers, the owners and admins. */
export const PostPolicy = Type.Union([Type.Literal('all'), Type.Literal('managers')]);
export type PostPolicy = Type.Static<typeof PostPolicy>;
/** The post policy of an existing room, including policies that only a newer version knows. */
export const AnyPostPolicy = allowNewerValues(PostPolicy);
