import {
  ADA,
  BEN,
  CLEO,
  createChatState,
  createMember,
  createRoster,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const createTypingState = (...people: (readonly [id: string, name: string])[]) => ({
  typing: {
    [GROUP_ID]: Object.fromEntries(people.map(([id, name]) => [id, { name, until: Date.now() + 30_000 }])),
  },
});
const getTypingAnnouncement = (stage: Stage) => stage.page.locator('.typing-line + [role="status"]');

stageTest(
  'screen readers immediately announce who is typing, and then announce changes at most every 8 seconds',
  'chat',
  { roomId: GROUP_ID, prepare: (page) => page.clock.install() },
  async (t, stage) => {
    await stage.page.locator('.typing-line').waitFor();
    await stage.setState(createTypingState([BEN.id, BEN.name]));
    await stage.page.clock.runFor(100);
    await getTypingAnnouncement(stage).getByText('Ben Okri is typing…').waitFor();
    await stage.setState(createTypingState([BEN.id, BEN.name], [CLEO.id, CLEO.name]));
    await stage.page.clock.runFor(5_000);
    t.equal(await getTypingAnnouncement(stage).textContent(), 'Ben Okri is typing…');
    await stage.page.clock.runFor(4_000);
    await getTypingAnnouncement(stage).getByText('Ben Okri and Cleo Park are typing…').waitFor();
  },
);

stageTest(
  'the typing line shows each person’s role, and a name cannot change the text direction around it',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rosters: { [GROUP_ID]: createRoster([createMember(ADA, 'owner'), createMember(BEN, 'member')]) },
    }),
  },
  async (t, stage) => {
    await stage.setState(createTypingState([BEN.id, 'Eve\u202etset']));
    const nameElement = stage.page.locator('.typing-line bdi');
    t.equal(await nameElement.textContent(), 'Eve\ufffdtset');
    await stage.page.locator('.typing-line .role-tag', { hasText: 'Student' }).waitFor();
    await stage.page.locator('.typing-verb', { hasText: 'is typing…' }).waitFor();
  },
);

stageTest(
  'on a narrow phone, the typing line truncates long names and keeps the words after them visible',
  'chat',
  { roomId: GROUP_ID, viewport: { width: 320, height: 600 } },
  async (t, stage) => {
    await stage.setState(
      createTypingState([BEN.id, 'Maximilian Alexander '.repeat(4)], [CLEO.id, 'Wilhelmina '.repeat(9)]),
    );
    const verbElement = stage.page.locator('.typing-verb', { hasText: 'are typing…' });
    await verbElement.waitFor();
    t.ok(await verbElement.evaluate((element) => element.getBoundingClientRect().right <= innerWidth));
    const nameWidths = await stage.page
      .locator('.typing-name')
      .evaluateAll((names) => names.map((name) => name.clientWidth));
    t.ok(
      nameWidths.length === 2 && nameWidths.every((width) => width > 40),
      `the names are ${nameWidths} px wide`,
    );
  },
);

stageTest(
  'if more than two people are typing, the typing line names one of them and counts the others',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.setState(createTypingState([BEN.id, BEN.name], [CLEO.id, CLEO.name], ['eve', 'Eve']));
    await stage.page.locator('.typing-verb', { hasText: 'and 2 others are typing…' }).waitFor();
  },
);
