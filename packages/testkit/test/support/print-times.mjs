const currentDate = new Date();
process.stdout.write(
  `${JSON.stringify({
    now: Date.now(),
    noArguments: currentDate.getTime(),
    called: Date.parse(Date()),
    parsed: new Date('2026-01-31T12:00:00Z').toISOString(),
    isDate: currentDate instanceof Date,
  })}\n`,
);
