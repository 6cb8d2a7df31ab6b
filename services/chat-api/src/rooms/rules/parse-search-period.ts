import { createFieldError } from '../../input/field-error.ts';

const DATE_PATTERN = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const EXACT_TIME_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Returns the period that a date covers in UTC: the start of the given day, month, or year, and the start of the next
 * day, month, or year. For an exact time, start and end are equal.
 */
export function parsePeriod(operator: string, value: string): { start: number; end: number } {
  const exactTime = EXACT_TIME_PATTERN.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(exactTime)) return { start: exactTime, end: exactTime };
  const [, year, month, day] = DATE_PATTERN.exec(value) ?? [];
  const periodStart = new Date(0);
  periodStart.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  const doesDateExist =
    periodStart.getUTCFullYear() === Number(year) &&
    periodStart.getUTCMonth() === Number(month ?? 1) - 1 &&
    periodStart.getUTCDate() === Number(day ?? 1);
  if (!doesDateExist) {
    throw createFieldError(
      '/q',
      `contains ${operator}: without a valid date. Write the date like this: ${operator}:2026-05-31.`,
    );
  }
  const periodEnd = new Date(periodStart);
  if (day !== undefined) periodEnd.setUTCDate(periodEnd.getUTCDate() + 1);
  else if (month !== undefined) periodEnd.setUTCMonth(periodEnd.getUTCMonth() + 1);
  else periodEnd.setUTCFullYear(periodEnd.getUTCFullYear() + 1);
  return { start: periodStart.getTime(), end: periodEnd.getTime() };
}
