/** A stand-in for tap's test object. The test ends when `end` is called. */
export const createShortTest = (passing = true) => {
  const teardowns: (() => unknown)[] = [];
  return {
    teardown: (end: () => unknown) => void teardowns.push(end),
    passing: () => passing,
    end: async () => {
      for (const end of teardowns.reverse()) await end();
    },
  };
};
