import Type from 'typebox';

/**
 * Returns a schema that accepts the values of an enumeration, and also values that only a newer version knows. During a
 * deploy, two versions run side by side and exchange such values (BUS-6). Use this schema for data that this version
 * receives or passes on. For requests from clients, use the plain enumeration.
 */
export function allowNewerValues<T extends Type.TUnion<Type.TLiteral<string>[]>>(known: T) {
  const knownValuesText = known.anyOf.map((literal) => literal.const).join(', ');
  return Type.Unsafe<Type.Static<T>>(
    Type.String({ maxLength: 64, description: `${knownValuesText}. A newer version may send other values` }),
  );
}
