import type { Page } from 'playwright-core';
import { ADA, createChatState } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const LOGIN_RESPONSE_DATA = { token: 'token', refresh_token: 'refresh', expires_in: 900, user: ADA };

/** Answers the page's login requests with the given response. Returns an array that collects the request bodies. */
async function mockLoginResponse(page: Page, status: number, body: object, headers = {}): Promise<unknown[]> {
  const requestBodies: unknown[] = [];
  await page.route('**/auth/login', async (route) => {
    requestBodies.push(route.request().postDataJSON());
    await route.fulfill({ status, json: body, headers });
  });
  return requestBodies;
}

const createFailureBody = (code: string) => ({ success: false, error: { code, message: 'Server text.' } });

async function logIn(stage: Stage, password = 'correct horse'): Promise<void> {
  await stage.page.getByLabel('Email').fill(' ada@school.example ');
  await stage.page.getByLabel('Password').fill(password);
  await stage.button('Log in').click();
}

stageTest('the login page shows the product name and its logo', 'login', {}, async (t, stage) => {
  await stage.page.getByText('KCS Chat', { exact: true }).waitFor();
  await stage.focused(stage.page.getByLabel('Email'));
  await stage.shows('Forgot your password? Ask your administrator.');
  t.equal(await stage.page.locator('main img').getAttribute('src'), '/favicon.svg');
});

stageTest(
  'after a wrong password, the login page says what to do and keeps the input',
  'login',
  {},
  async (t, stage) => {
    await mockLoginResponse(stage.page, 401, createFailureBody('UNAUTHENTICATED'));
    await logIn(stage, 'wrong');
    await stage.page.getByRole('alert').getByText('Wrong email address or password').waitFor();
    t.equal(await stage.page.getByLabel('Password').inputValue(), 'wrong');
    t.notOk(await stage.button('Log in').isDisabled());
    const passwordField = stage.page.getByLabel('Password');
    await stage.focused(passwordField);
    t.equal(await passwordField.getAttribute('aria-invalid'), 'true');
    t.equal(await stage.page.getByLabel('Email').getAttribute('aria-invalid'), null);
    stage.problems.splice(0);
  },
);

stageTest(
  'after too many login attempts, the login page says how long to wait',
  'login',
  {},
  async (_, stage) => {
    await mockLoginResponse(stage.page, 429, createFailureBody('RATE_LIMITED'), { 'retry-after': '42' });
    await logIn(stage);
    await stage.page.getByRole('alert').getByText('Wait 42 seconds').waitFor();
    stage.problems.splice(0);
  },
);

stageTest('the login form is disabled while a login is in progress', 'login', {}, async (t, stage) => {
  let releaseResponse = () => {};
  const untilResponseIsReleased = new Promise<void>((resolve) => {
    releaseResponse = resolve;
  });
  await stage.page.route('**/auth/login', async (route) => {
    await untilResponseIsReleased;
    await route.fulfill({ json: { success: true, data: LOGIN_RESPONSE_DATA } });
  });
  await logIn(stage);
  await stage.page.locator('button:disabled', { hasText: /^Log in$/ }).waitFor();
  t.ok(await stage.button('Log in as Clara, teacher of 4b').isDisabled(), 'the demo accounts too');
  releaseResponse();
  await stage.called('onLoggedIn');
});

stageTest(
  'a login sends the trimmed email address and, by default, stores the session only in this tab',
  'login',
  {},
  async (t, stage) => {
    const requestBodies = await mockLoginResponse(stage.page, 200, {
      success: true,
      data: LOGIN_RESPONSE_DATA,
    });
    await logIn(stage);
    await stage.called('onLoggedIn');
    t.strictSame(requestBodies, [{ email: 'ada@school.example', password: 'correct horse' }]);
    t.ok(await stage.page.evaluate(() => sessionStorage.getItem('kcs.session')));
    t.notOk(await stage.page.evaluate(() => localStorage.getItem('kcs.session')));
  },
);

stageTest(
  '"Stay logged in on this device" stores the session beyond the current tab',
  'login',
  {},
  async (t, stage) => {
    await mockLoginResponse(stage.page, 200, { success: true, data: LOGIN_RESPONSE_DATA });
    await stage.page.getByLabel('Stay logged in on this device').check();
    await logIn(stage);
    await stage.called('onLoggedIn');
    t.ok(await stage.page.evaluate(() => localStorage.getItem('kcs.session')));
  },
);

stageTest(
  'submitting an empty login form shows a problem and sends no request',
  'login',
  {},
  async (t, stage) => {
    const requestBodies = await mockLoginResponse(stage.page, 200, {
      success: true,
      data: LOGIN_RESPONSE_DATA,
    });
    await stage.button('Log in').click();
    await stage.page.getByRole('alert').getByText('Enter your email address and your password.').waitFor();
    t.strictSame(requestBodies, []);
    await stage.focused(stage.page.getByLabel('Email'));
    t.equal(await stage.page.getByLabel('Email').getAttribute('aria-invalid'), 'true');
  },
);

stageTest('one click logs the user in with a demo account', 'login', {}, async (t, stage) => {
  const requestBodies = await mockLoginResponse(stage.page, 200, {
    success: true,
    data: LOGIN_RESPONSE_DATA,
  });
  await stage.button('Log in as Clara, teacher of 4b').click();
  await stage.called('onLoggedIn');
  t.match(requestBodies, [{ email: 'teacher@school.com' }]);
});

stageTest(
  'if the demo accounts have a generated password, the page says so and hides their buttons',
  'login',
  {},
  async (_, stage) => {
    await mockLoginResponse(stage.page, 401, createFailureBody('UNAUTHENTICATED'));
    const demoButton = stage.button('Log in as Clara, teacher of 4b');
    await demoButton.click();
    await stage.page.getByRole('alert').getByText('The demo accounts have another password').waitFor();
    await stage.gone(demoButton);
    await logIn(stage, 'wrong');
    await stage.page.getByRole('alert').getByText('Wrong email address or password').waitFor();
    stage.problems.splice(0);
  },
);

stageTest(
  'the login page shows why the last session ended, until a login fails',
  'login',
  { endReason: 'You have logged out.' },
  async (_, stage) => {
    const endReasonText = stage.page.getByRole('status').getByText('You have logged out.');
    await endReasonText.waitFor();
    await stage.button('Log in').click();
    await stage.gone(endReasonText);
  },
);

stageTest('AUTH-15: only a page on the own computer offers demo accounts', 'login', {}, async (t, stage) => {
  await stage.shows('Or try a demo account');
  const { origin, pathname } = new URL(stage.page.url());
  const otherOrigin = 'http://chat.example';
  await stage.page.route(`${otherOrigin}/**`, async (route) =>
    route.fulfill({
      response: await route.fetch({ url: route.request().url().replace(otherOrigin, origin) }),
    }),
  );
  await stage.page.goto(`${otherOrigin}${pathname}`);
  await stage.page.evaluate((state) => pageStage.mount('login', state, null), createChatState());
  await stage.button('Log in').waitFor();
  t.equal(await stage.page.getByText('Or try a demo account').count(), 0);
});
