import { SERVER_EVENTS, type ServerEventName } from '@kcs/contracts';
import type { Test } from 'tap';
import { Compile } from 'typebox/compile';

/** Asserts that the payload matches the schema of the event with this name. */
export function assertMatchesSchema(t: Test, name: ServerEventName, payload: unknown): void {
  t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], `${name} has the fields of the protocol`);
}
