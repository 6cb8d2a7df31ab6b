import t from 'tap';
import { Negotiation } from '../../src/meetings/negotiation.ts';
import type { SignalContent } from '../../src/meetings/signal.ts';
import { Stop } from '../../src/time/stop.ts';
import { ModelNetwork, ModelPeerConnection } from '../support/model-peer-connection.ts';
import { VirtualTime } from '../support/virtual-time.ts';

/** Creates one side of a negotiation, whose signals the test delivers. */
function createSide(network: ModelNetwork, { isPolite }: { isPolite: boolean }) {
  const connection = new ModelPeerConnection(network);
  const sent: SignalContent[] = [];
  let failureCount = 0;
  const stopped = new Stop();
  const negotiation = new Negotiation({
    connection: connection as unknown as RTCPeerConnection,
    isPolite,
    waitsForOffer: isPolite,
    send: (content) => void sent.push(content),
    prepareAnswer: async () => undefined,
    onFailure: () => {
      failureCount += 1;
    },
    time: network.time,
    stopped,
  });
  const listSent = (kind: SignalContent['kind']) => sent.filter((content) => content.kind === kind);
  /** Delivers all signals that this side has sent to the other side. */
  const deliverTo = (other: { negotiation: Negotiation }) => {
    for (const content of sent.splice(0)) other.negotiation.receive(content);
  };
  return { connection, negotiation, sent, listSent, deliverTo, stopped, countFailures: () => failureCount };
}

function createPair() {
  const time = new VirtualTime(7);
  const network = new ModelNetwork(time);
  const impolite = createSide(network, { isPolite: false });
  const polite = createSide(network, { isPolite: true });
  /** Negotiates the first offer. */
  const connect = async () => {
    impolite.connection.addTransceiver('audio');
    for (let round = 0; round < 3; round += 1) {
      await time.run(200);
      impolite.deliverTo(polite);
      await time.run(200);
      polite.deliverTo(impolite);
    }
    await time.run(200);
    impolite.sent.length = 0;
    polite.sent.length = 0;
  };
  return { time, impolite, polite, connect };
}

t.test('of two simultaneous offers, the impolite side’s offer wins', async (t) => {
  const { time, impolite, polite, connect } = createPair();
  await connect();
  impolite.connection.restartIce();
  polite.connection.restartIce();
  await time.run(150);
  t.equal(impolite.listSent('offer').length, 1);
  t.equal(polite.listSent('offer').length, 1);
  polite.deliverTo(impolite);
  await time.run(150);
  t.equal(impolite.connection.signalingState, 'have-local-offer', 'the offer of the polite side is ignored');
  t.equal(impolite.listSent('answer').length, 0);
  impolite.deliverTo(polite);
  await time.run(150);
  t.equal(polite.listSent('answer').length, 1);
  polite.deliverTo(impolite);
  await time.run(150);
  // The polite side may have repeated its offer, so deliver the answer to it.
  impolite.deliverTo(polite);
  await time.run(150);
  for (const { connection } of [impolite, polite]) t.equal(connection.signalingState, 'stable');
  t.ok(impolite.connection.matches(polite.connection));
});

t.test('an offer is repeated until it is answered, and a repeated offer gets the same answer', async (t) => {
  const { time, impolite, polite } = createPair();
  impolite.connection.addTransceiver('audio');
  await time.run(20_000);
  const offers = impolite.listSent('offer');
  t.ok(offers.length >= 4, `${offers.length} offers`);
  t.equal(new Set(offers.map((offer) => JSON.stringify(offer))).size, 1, 'all are the same');
  impolite.deliverTo(polite);
  await time.run(500);
  const answers = polite.listSent('answer');
  t.ok(answers.length > 1);
  t.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
  t.equal(polite.countFailures(), 0);
  polite.deliverTo(impolite);
  await time.run(500);
  t.equal(impolite.countFailures(), 0, 'later copies of the answer are ignored');
  impolite.sent.length = 0;
  await time.run(60_000);
  t.same(impolite.listSent('offer'), []);
});

t.test('the side that waits says hello until an offer arrives', async (t) => {
  const { time, impolite, polite, connect } = createPair();
  await time.run(10_000);
  t.ok(polite.listSent('hello').length >= 3);
  await connect();
  await time.run(60_000);
  t.same(polite.listSent('hello'), []);
  t.same(impolite.listSent('hello'), []);
});

t.test('a greeting makes the other side repeat its offer at once', async (t) => {
  const { time, impolite } = createPair();
  impolite.connection.addTransceiver('audio');
  await time.run(300);
  impolite.sent.length = 0;
  impolite.negotiation.receive({ kind: 'hello' });
  await time.run(0);
  t.equal(impolite.listSent('offer').length, 1);
});

t.test('candidates are sent together after their description, and early ones wait for it', async (t) => {
  const { time, impolite, polite } = createPair();
  impolite.connection.addTransceiver('audio');
  await time.run(500);
  t.same(
    impolite.sent.map(({ kind }) => kind),
    ['offer', 'candidates'],
  );
  const [offer, candidates] = impolite.sent as [SignalContent, SignalContent];
  const added: unknown[] = [];
  const { addIceCandidate } = polite.connection;
  polite.connection.addIceCandidate = async (candidate) => {
    added.push(candidate);
    return addIceCandidate.call(polite.connection, candidate);
  };
  polite.negotiation.receive(candidates);
  await time.run(100);
  t.same(added, []);
  polite.negotiation.receive(offer);
  await time.run(500);
  t.equal(added.length, 2);
  t.equal(polite.countFailures(), 0);
});

t.test('a refused description is reported, and a stopped negotiation does nothing', async (t) => {
  const { time, polite } = createPair();
  polite.negotiation.receive({ kind: 'offer', number: 1, sdp: 'not a description' });
  await time.run(100);
  t.equal(polite.countFailures(), 1);
  polite.stopped.stop();
  polite.sent.length = 0;
  polite.negotiation.receive({ kind: 'offer', number: 2, sdp: 'not a description' });
  await time.run(60_000);
  t.equal(polite.countFailures(), 1);
  t.same(polite.sent, []);
});
