import { isRecipient } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { collectReaders, computeReceipt } from '../../src/state/receipts.ts';
import { createRoster } from '../../src/state/roster.ts';
import { buildMember, MY_USER_ID } from '../support/samples.ts';

t.test(
  'MSG-15: a member who joined after a message counts neither as its recipient nor as a reader',
  async (t) => {
    const members = [
      buildMember(MY_USER_ID),
      buildMember('reader', { joined_seq: 1, last_seen_seq: 5 }),
      buildMember('sleeper', { joined_seq: 1, last_seen_seq: 1 }),
      buildMember('late', { joined_seq: 6, last_seen_seq: 6 }),
    ];
    const readers = collectReaders({ ...createRoster(1), members, cursors: { reader: 5 } }, MY_USER_ID);
    t.strictSame(computeReceipt(readers, 5), { seen: 1, recipients: 2 });
    t.strictSame(computeReceipt(readers, 7), { seen: 0, recipients: 3 });
  },
);

t.test('a message counts as seen by all even if a deactivated member or a bot has not seen it', async (t) => {
  const members = [
    buildMember('reader', { joined_seq: 1 }),
    buildMember('gone', { joined_seq: 1, active: false }),
    buildMember('bot', { joined_seq: 1, is_service: true }),
  ];
  const readers = collectReaders(
    { ...createRoster(1), members, cursors: { reader: 5, gone: 1 } },
    MY_USER_ID,
  );
  t.strictSame(computeReceipt(readers, 5), { seen: 1, recipients: 1 });
});

t.test('without a roster, a message has no recipients', async (t) => {
  t.strictSame(computeReceipt(collectReaders(undefined, MY_USER_ID), 5), { seen: 0, recipients: 0 });
  t.equal(collectReaders(undefined, MY_USER_ID).complete, false);
});

t.test(
  'for any members, a receipt counts the recipients whose read cursor has reached the message',
  async (t) => {
    const memberArbitrary = fc.record({
      user_id: fc.constantFrom(MY_USER_ID, 'a', 'b', 'c', 'd'),
      active: fc.boolean(),
      is_service: fc.boolean(),
      joined_seq: fc.nat({ max: 20 }),
      read: fc.nat({ max: 10 }),
    });
    const memberListArbitrary = fc.uniqueArray(memberArbitrary, { selector: ({ user_id }) => user_id });
    const receiptProperty = fc.property(memberListArbitrary, fc.integer({ min: 1, max: 30 }), (some, seq) => {
      const cursors = Object.fromEntries(
        some.map(({ user_id, joined_seq, read }) => [user_id, joined_seq + read]),
      );
      const roster = {
        ...createRoster(1),
        cursors,
        members: some.map((member) => buildMember(member.user_id, member)),
      };
      const recipients = some.filter((member) => isRecipient(member, { sender_id: MY_USER_ID, seq }));
      const actualReaders = recipients.filter(({ user_id }) => (cursors[user_id] ?? 0) >= seq);
      const receipt = computeReceipt(collectReaders(roster, MY_USER_ID), seq);
      return receipt.seen === actualReaders.length && receipt.recipients === recipients.length;
    });
    t.doesNotThrow(() => fc.assert(receiptProperty));
  },
);
