/** A stand-in for tap's test object. The test ends when `end` is called. */
export const createStandInTest = (passing = true) => {
  const teardownFunctions: (() => unknown)[] = [];
  return {
    teardown: (end: () => unknown) => void teardownFunctions.push(end),
    passing: () => passing,
    end: async () => {
      for (const end of teardownFunctions.reverse()) await end();
    },
  };
};
