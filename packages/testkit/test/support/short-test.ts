/** A test object that ends when it is told to, failed or not. */
export const shortTest = (passing = true) => {
  const ends: (() => unknown)[] = [];
  return {
    teardown: (end: () => unknown) => void ends.push(end),
    passing: () => passing,
    end: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};
