import type {
  NotificationDocument as ContractDocument,
  FieldProblem as ContractFieldProblem,
  NotificationTarget as ContractTarget,
} from '@kcs/contracts';
import t from 'tap';
import type { FieldProblem, NotificationDocument, NotificationTarget } from '../src/index.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type AreMutuallyAssignable<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

t.test('the types for documents are the same as those of the server', async (t) => {
  // The compiler rejects this test if a type differs.
  const areEqual: [
    AreMutuallyAssignable<Omit<Writable<NotificationDocument>, 'to'>, Omit<ContractDocument, 'to'>>,
    AreMutuallyAssignable<Writable<NotificationTarget>, ContractTarget>,
    AreMutuallyAssignable<keyof NotificationDocument, keyof ContractDocument>,
    AreMutuallyAssignable<FieldProblem, ContractFieldProblem>,
  ] = [true, true, true, true];
  t.same(areEqual, [true, true, true, true]);
});
