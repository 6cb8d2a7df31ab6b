import Type from 'typebox';

/**
 * Returns a schema for data that this version receives or passes on. The schema accepts the values of an enumeration
 * and values that only a newer version knows, because two versions run side by side during a deploy (BUS-6). Requests
 * from clients use the plain enumeration instead.
 */
export function orNewerValue<T extends Type.TUnion<Type.TLiteral<string>[]>>(known: T) {
  const values = known.anyOf.map((literal) => literal.const).join(', ');
  return Type.Unsafe<Type.Static<T>>(
    Type.String({ maxLength: 64, description: `${values}. A newer version may send other values` }),
  );
}
