import t from 'tap';
import { describePeopleChange } from '../../src/call/call-announcer.tsx';

const ben = { id: 'part_1', userName: 'Ben' };
const cleo = { id: 'part_2', userName: 'Cleo' };
const benInOtherWindow = { id: 'part_3', userName: 'Ben' };

t.test('an announcement names everyone who joined or left the call', async (t) => {
  t.equal(describePeopleChange([ben], [ben, cleo]), 'Cleo joined the call.');
  t.equal(describePeopleChange([ben], [cleo]), 'Cleo joined the call. Ben left the call.');
  t.equal(describePeopleChange([ben], [ben, benInOtherWindow]), 'Ben joined the call.');
  t.equal(describePeopleChange([ben, cleo], [cleo, ben]), '');
});
