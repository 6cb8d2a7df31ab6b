import { getMemberRow, getMembersPanel, OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import {
  ADA,
  BEN,
  createChatState,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  DEE,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'in a large room, scrolling loads more members, a search asks the server, and added and removed members are updated',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    viewport: { width: 1200, height: 800 },
    state: createChatState({
      rooms: createRoomEntries(createRoom({ member_count: 700 })),
      rosters: { [GROUP_ID]: createRoster([createMember(ADA, 'owner')], { complete: false }) },
    }),
  },
  async (t, stage) => {
    const answerWithMemberPage = (first: number, nextCursor?: string) => {
      const pageMembers = Array.from({ length: 100 }, (_, index) =>
        createMember({ ...BEN, id: `pupil-${first + index}`, name: `Pupil ${first + index}` }, 'member'),
      );
      const memberPage = {
        items: pageMembers,
        hasMore: nextCursor !== undefined,
        ...(nextCursor && { nextCursor }),
      };
      return stage.answer('api.findMembers', { value: memberPage });
    };
    await answerWithMemberPage(0, 'second');
    await stage.button('Show members').click();
    await getMemberRow(stage, 'Pupil 99').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, '', {}]);
    await answerWithMemberPage(100);
    await getMembersPanel(stage)
      .locator('.member-list')
      .evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await getMemberRow(stage, 'Pupil 199').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, '', { cursor: 'second' }]);
    await stage.emit('room-event', {
      seq: 4,
      room_id: GROUP_ID,
      kind: 'members-changed',
      data: { by: null, added: [], removed: ['pupil-150'], changed: [] },
    } as never);
    await stage.gone(getMemberRow(stage, 'Pupil 150'));
    t.equal(await getMembersPanel(stage).getByRole('listitem').count(), 199);
    await stage.answer('api.findMembers', {
      value: { items: [createMember(DEE, 'member')], hasMore: false },
    });
    await stage.emit('room-event', {
      seq: 5,
      room_id: GROUP_ID,
      kind: 'members-changed',
      data: {
        by: null,
        added: [{ userId: DEE.id, name: DEE.name, role: 'member' }],
        removed: [],
        changed: [],
      },
    } as never);
    await getMemberRow(stage, DEE.name).waitFor();
    await answerWithMemberPage(300);
    await getMembersPanel(stage).getByLabel('Search members').fill('pupil 3');
    await getMemberRow(stage, 'Pupil 300').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, 'pupil 3', {}]);
  },
);

stageTest(
  'if all members are loaded, searching for a member sends no request, and long names are shown in full',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ member_count: 12 })),
      rosters: {
        [GROUP_ID]: createRoster([
          createMember(ADA, 'owner'),
          createMember({ ...BEN, name: 'Maximilian Alexander Leonard Benedict Wolfe-Weber' }, 'member'),
        ]),
      },
    }),
  },
  async (t, stage) => {
    await getMembersPanel(stage).getByLabel('Search members').fill('maximilian wolfe');
    await stage.gone(getMemberRow(stage, 'Ada Byron'));
    const nameElement = getMemberRow(stage, 'Maximilian').locator('.person-text > span').first();
    t.ok(await nameElement.evaluate((text) => text.scrollWidth <= text.clientWidth), 'the name wraps');
    await getMembersPanel(stage).getByLabel('Search members').fill('nobody');
    await getMembersPanel(stage).getByText('No members found. Try another name.').waitFor();
    t.strictSame(await stage.callsTo('api.findMembers'), []);
  },
);
