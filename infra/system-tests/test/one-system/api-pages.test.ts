import t, { type Test } from 'tap';
import { openBrowserContext } from './browser.ts';
import { getRunningSystem } from './system.ts';

t.test('the API documents are pages that fit a phone, and that people can read and try', async (t) => {
  const system = await getRunningSystem();
  const [email, password] = ['ada.of.the.pages@school.example', 'the password of Ada'];
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher', email, password });
  const room = await system.room({ owner: ada, members: [], name: 'Class of the console' });
  const browserContext = await openBrowserContext(t, { viewport: { width: 390, height: 800 } });
  const page = await browserContext.newPage();
  const problems: string[] = [];
  const requestedOrigins = new Set<string>();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => requestedOrigins.add(new URL(request.url()).origin));

  /** Asserts that the open page fits a phone, leads back to the chat, and shows no name of a tool. */
  const assertPageFits = async (t: Test) => {
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
    t.equal(await page.getByRole('link', { name: 'Open the chat' }).getAttribute('href'), '/');
    t.notMatch(await page.locator('body').textContent(), /swagger|smartbear|powered by|asyncapi initiative/i);
  };

  t.test('after one login, the console sends requests as the user', async (t) => {
    await page.goto(`${system.frontDoor}/docs`);
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Ada (Teacher)').waitFor();
    await page.locator('#reference .opblock').first().waitFor();
    await assertPageFits(t);
    for (const [operation, expectedText] of [
      ['get_api_v1_auth_me', ada.id],
      ['get_api_v1_chat_rooms', room.id],
    ]) {
      const operationPanel = page.locator(`[id$="-${operation}"]`);
      await operationPanel.locator('.opblock-summary-control').press('Enter');
      await operationPanel.getByRole('button', { name: 'Execute' }).click();
      await operationPanel
        .locator('.live-responses-table')
        .getByText(expectedText ?? '')
        .first()
        .waitFor();
    }
  });

  t.test('a token that the server refuses is reported, and can be replaced', async (t) => {
    await page.locator('#log-out').click();
    await page.getByLabel('access token').fill('not-a-token');
    await page.keyboard.press('Enter');
    const profilePanel = page.locator('[id$="-get_api_v1_auth_me"]');
    await profilePanel.getByRole('button', { name: 'Execute' }).click();
    await page.getByRole('status').getByText('The server refused the token.').waitFor();
    t.same(
      problems.splice(0).filter((text) => !text.includes('401')),
      [],
      'the refused request is the only error in the console of the browser',
    );
    const { body: profile } = await ada.request('GET', '/auth/me');
    t.equal(profile.data.id, ada.id, 'the logout ended only the session of the page');
  });

  t.test('the page of events shows every event and subject, with examples', async (t) => {
    await page.getByRole('navigation', { name: 'API documents' }).getByText('Events').click();
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
    await assertPageFits(t);
    const pageText = (await page.locator('#reference').textContent()) ?? '';
    const documentResponse = await fetch(`${system.frontDoor}/docs/asyncapi.json`);
    const { channels } = (await documentResponse.json()) as AsyncApiDocument;
    for (const [channelName, { address, messages }] of Object.entries(channels)) {
      const prefix = channelName === 'from-clients' ? 'emit:' : 'on:';
      for (const name of Object.keys(messages)) {
        const label = address === null ? `${prefix}${name}` : address.replace(/\{(?:kind|name)\}$/, name);
        t.ok(pageText.includes(label), label);
      }
    }
    t.ok(pageText.includes('When does the trip to the museum start on Friday?'), 'the examples are open');
    await page.getByRole('button', { name: 'Table of contents' }).press('Enter');
    await page.locator('.sidebar').getByText('Notices on the bus').waitFor();
  });

  t.test('the pages load nothing from other servers, and break no security rule', async (t) => {
    t.same([...requestedOrigins], [new URL(system.frontDoor).origin]);
    t.same(problems, []);
  });
});

interface AsyncApiDocument {
  readonly channels: Readonly<
    Record<string, { readonly address: string | null; readonly messages: Readonly<Record<string, unknown>> }>
  >;
}
