import { startSystem, type TestContext, type TestSystem, type TestUser } from '@kcs/testkit';
import { fillSchool } from '../school/fill-school.ts';
import type { GeneratedSchool, SchoolScale } from '../school/school-scale.ts';

/** This system with a generated school. */
export interface OurSchool {
  readonly system: TestSystem;
  /** A member of many rooms, who reads and searches. */
  readonly searcher: TestUser;
  readonly school: GeneratedSchool;
}

interface StartSchoolOptions {
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Starts this system with a PostgreSQL of its own, and fills it with a generated school. */
export async function startOurSchool(
  t: TestContext,
  scale: SchoolScale,
  { say, signal }: StartSchoolOptions,
): Promise<OurSchool> {
  say('Starting a system');
  const system = await startSystem(t, { gateways: 1, ownPostgres: true });
  say(`Filling a school with ${scale.people} people and ${scale.messages} messages`);
  return fillOurSchool(system, scale, (done) => {
    signal.throwIfAborted();
    say(`  ${done}`);
  });
}

/** Fills a running system, which must have no messages yet, with a generated school. */
export async function fillOurSchool(
  system: TestSystem,
  scale: SchoolScale,
  onProgress: (done: string) => void,
): Promise<OurSchool> {
  const searcher = await system.user({ name: 'Searcher' });
  const { url } = system.database;
  const school = await fillSchool({ url, scale, searcherId: searcher.id, onProgress });
  return { system, searcher, school };
}
