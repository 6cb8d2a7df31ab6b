/** A stand-in for tap's test object. The test ends when `end` is called. */
export const createShortTest = (passing = true) => {
  const ends: (() => unknown)[] = [];
  return {
    teardown: (end: () => unknown) => void ends.push(end),
    passing: () => passing,
    end: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};
