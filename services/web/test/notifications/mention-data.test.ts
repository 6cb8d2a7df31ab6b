import t from 'tap';
import { replaceMyIdWithName } from '../../src/notifications/mention-data.ts';

t.test("the user's id is replaced by the user's exact name, and other ids are kept", async (t) => {
  const text = 'for @[ada] and @[ben]';
  t.equal(replaceMyIdWithName(text, { id: 'ada', name: "A$$ap $& $'" }), "for @A$$ap $& $' and @[ben]");
});
