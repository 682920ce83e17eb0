import { expect, html } from '@open-wc/testing';
import '../../components/dm-status/dm-status.js';
import type { DMStatus } from '../../components/dm-status/dm-status.js';
import type { SessionStatus } from '../../src/session/types.js';
import { expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { FakeSession } from '../helpers/fake-session.js';

describe('<dm-status>', () => {
  let session: FakeSession;
  let status: DMStatus;
  const show = async (value: SessionStatus): Promise<string> => {
    session.show(value);
    await settled(status);
    await expectAccessible(status);
    return wordsOf(status);
  };

  beforeEach(async () => {
    session = new FakeSession();
    status = place(html`<dm-status .session=${session}></dm-status>`).querySelector('dm-status') as DMStatus;
    await settled(status);
  });

  it('shows no lock before there is one', async () => {
    expect(await show({ state: 'idle' })).to.equal('Not connected');
    expect(await show({ state: 'connecting', since: 0, deadline: 1 })).to.equal('Not connected');
  });

  it('says encrypted and not verified, and how the bytes travel', async () => {
    expect(await show({ state: 'active', since: 0 })).to.equal('Encrypted · not verified · direct');
    session.update({ path: 'relayed' });
    await settled(status);
    expect(wordsOf(status)).to.equal('Encrypted · not verified · relayed');
    session.update({ path: 'unknown' });
    await settled(status);
    expect(wordsOf(status)).to.equal('Encrypted · not verified');
    expect(status.matches(':state(verified)')).to.equal(false);
  });

  it('says verified only when both people know', async () => {
    await show({ state: 'active', since: 0 });
    session.update({ verification: { level: 'none', confirmedBySelf: true, confirmedByPeer: false } });
    await settled(status);
    expect(status.matches(':state(verified)')).to.equal(false);
    session.update({
      verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true },
    });
    await settled(status);
    expect(wordsOf(status)).to.equal('Encrypted · verified · direct');
    expect(status.matches(':state(verified)')).to.equal(true);
    await expectAccessible(status);
  });

  it('says when the connection is lost and when it is over', async () => {
    await show({ state: 'active', since: 0 });
    expect(await show({ state: 'reconnecting', since: 0, deadline: 1 })).to.equal('Connection lost');
    expect(await show({ state: 'ended', reason: 'ended', by: 'self', at: 0 })).to.equal('Ended');
    expect(await show({ state: 'ended', reason: 'elsewhere', by: 'self', at: 0 })).to.equal('Not connected');
  });

  it('keeps the words for screen readers where only the shield is shown', async () => {
    status.withoutLabel = true;
    await show({ state: 'active', since: 0 });
    expect(wordsOf(status)).to.include('Encrypted');
    expect(status.renderRoot.querySelector<HTMLElement>('[part~="label"]')?.offsetWidth).to.equal(1);
  });
});
