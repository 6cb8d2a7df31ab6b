const date = new Date();
process.stdout.write(
  `${JSON.stringify({
    now: Date.now(),
    noArguments: date.getTime(),
    called: Date.parse(Date()),
    parsed: new Date('2026-01-31T12:00:00Z').toISOString(),
    isDate: date instanceof Date,
  })}\n`,
);
