/**
 * Runs `measure` for every subject in every round. Each round starts with another subject, so that a machine that becomes
 * slower or faster during the run affects all subjects alike.
 */
export async function runInterleavedRounds<T>(
  rounds: number,
  subjects: readonly T[],
  measure: (subject: T, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < subjects.length; n++) {
      const subject = subjects[(round + n) % subjects.length] as T;
      await measure(subject, round);
    }
  }
}
