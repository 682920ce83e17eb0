/** How a request can end, seen from both sides in two browser processes. */
import { expect } from 'chai';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';

const PRIMARY = 'dm-session >>> button.primary';
const CANCEL = 'dm-session >>> .actions button';
const DECLINE = 'dm-request-dialog >>> [part=decline]';
const ACCEPT = 'dm-request-dialog >>> [part=accept]';

describe('a request', () => {
  let pair: BrowserPair;
  let meeting: Meeting | undefined;

  before(async () => {
    pair = await launchPair('chromium', 'firefox');
  });

  afterEach(async () => {
    const closing = meeting?.close();
    meeting = undefined;
    await closing;
  });

  after(() => pair?.close());

  const meet: BrowserPair['meet'] = async (options) => (meeting = await pair.meet(options));

  it('that is accepted in the dialog leads to a chat', async () => {
    const { alice, bob } = await meet({ dialog: true });
    await alice.press(PRIMARY);
    await bob.do('reaches', 'incoming_request');
    await bob.press(ACCEPT);
    await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
  });

  it('that is refused ends on both sides', async () => {
    const { alice, bob } = await meet({ dialog: true });
    await alice.press(PRIMARY);
    await bob.do('reaches', 'incoming_request');
    await bob.press(DECLINE);
    await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
    expect(await alice.do('status')).to.include({ reason: 'declined', by: 'peer' });
    expect(await bob.do('status')).to.include({ reason: 'declined', by: 'self' });
    expect(await bob.do('requests')).to.equal(0);
  });

  it('that nobody answers times out on both sides', async () => {
    const { alice, bob } = await meet({ alice: { request: 400 } });
    await alice.do('ask');
    await alice.do('reaches', 'failed');
    expect(await alice.do('status')).to.include({ reason: 'timed-out' });
    // The asking side takes it back, so the other does not go on ringing.
    await bob.do('reaches', 'ended');
    expect(await bob.do('status')).to.include({ reason: 'cancelled', by: 'peer' });
    expect(await bob.do('requests')).to.equal(0);
  });

  it('to somebody who has no page open fails as offline', async () => {
    const { alice, bob } = await meet();
    await bob.page.close();
    await alice.do('peerIs', false);
    await alice.press(PRIMARY);
    await alice.do('reaches', 'failed');
    expect(await alice.do('status')).to.include({ reason: 'offline' });
  });

  it('that is taken back ends on both sides', async () => {
    const { alice, bob } = await meet();
    await alice.press(PRIMARY);
    await bob.do('reaches', 'incoming_request');
    await alice.press(CANCEL);
    await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
    expect(await alice.do('status')).to.include({ reason: 'cancelled', by: 'self' });
    expect(await bob.do('status')).to.include({ reason: 'cancelled', by: 'peer' });
  });

  it('from both sides at the same moment becomes one chat', async () => {
    const { alice, bob } = await meet({ hold: true });
    await Promise.all([alice.do('ask'), bob.do('ask')]);
    await Promise.all([alice.do('holds'), bob.do('holds')]);
    await Promise.all([alice.do('release'), bob.do('release')]);
    await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    expect(await alice.do('safetyNumber')).to.equal(await bob.do('safetyNumber'));
    await Promise.all([alice.do('send', ['from alice']), bob.do('send', ['from bob'])]);
    expect(await bob.do('received', 1)).to.deep.equal(['from alice']);
    expect(await alice.do('received', 1)).to.deep.equal(['from bob']);
    expect([await alice.do('requests'), await bob.do('requests')]).to.deep.equal([0, 0]);
  });

  it('that is accepted in one of two tabs silences the other', async () => {
    const { alice, bob, again } = await meet();
    const secondTab = await again('bob');
    await alice.press(PRIMARY);
    await Promise.all([bob.do('reaches', 'incoming_request'), secondTab.do('reaches', 'incoming_request')]);
    await secondTab.do('accept');
    await Promise.all([alice.do('reaches', 'active'), secondTab.do('reaches', 'active')]);
    await bob.do('reaches', 'ended');
    expect(await bob.do('status')).to.include({ reason: 'answered-elsewhere' });
    expect(await bob.do('requests')).to.equal(0);
    await alice.do('send', ['only here']);
    expect(await secondTab.do('received', 1)).to.deep.equal(['only here']);
    expect(await bob.do('says', 'only here')).to.equal(0);
  });

  it('whose sender leaves the page stops ringing', async () => {
    const { alice, bob } = await meet();
    await alice.press(PRIMARY);
    await bob.do('reaches', 'incoming_request');
    await alice.page.close({ runBeforeUnload: false });
    await bob.do('reaches', 'ended');
    expect(await bob.do('status')).to.include({ reason: 'cancelled', by: 'peer' });
  });

  for (const leaver of ['alice', 'bob'] as const) {
    it(`that was accepted is over for the other side as soon as the page of ${leaver} goes away`, async () => {
      const { alice, bob } = await meet();
      await alice.press(PRIMARY);
      await bob.do('reaches', 'incoming_request');
      await bob.do('accept');
      await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
      const [leaving, staying] = leaver === 'alice' ? [alice, bob] : [bob, alice];
      await leaving.page.close({ runBeforeUnload: false });
      await staying.do('reaches', 'ended');
      expect(await staying.do('status')).to.include({ reason: 'peer-left', by: 'peer' });
    });
  }
});
