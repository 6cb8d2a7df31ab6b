import type { Page } from 'playwright-core';
import { answerRequestsWithSampleData } from './answer-requests.ts';
import type { Stage } from './stage.ts';

export const ISOLATED_CONTEXT_OPTIONS = { prepare: answerRequestsWithSampleData, context: {} };

export async function logIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Email').fill(`${name}@school.example`);
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

export async function logInAndOpenRoom({ page }: Stage, name: string): Promise<void> {
  await logIn(page, name);
  await page.getByRole('link', { name: 'Class 7b' }).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

export const readMessageFieldText = ({ page }: Stage) =>
  page.getByLabel('Message', { exact: true }).inputValue();

export async function logOut({ page }: Stage): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Email').waitFor();
}

/** Removes from `stage.problems` the errors that occur only because no server is running. */
export const ignoreMissingServerErrors = (stage: Stage): void => {
  const remainingProblems = stage.problems.filter(
    (problem) => !/Failed to load resource|WebSocket/.test(problem),
  );
  stage.problems.splice(0, stage.problems.length, ...remainingProblems);
};
