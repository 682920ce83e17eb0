/** The attribute that says how long a lost connection may take to come back, over real connections that are broken. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMSessionElement } from '../../components/index.js';
import { place } from '../helpers/elements.js';

describe('the attribute `reconnect-timeout`', () => {
  const Original = RTCPeerConnection;
  const connections: RTCPeerConnection[] = [];

  before(() => {
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
  after(() => (globalThis.RTCPeerConnection = Original));

  it('of a provider, and of a session that stands alone, is the time that the session has', async () => {
    const signaling = `local:${crypto.randomUUID()}`;
    const around = place(html`
      <dm-provider self="alice" signaling=${signaling} reconnect-timeout="7" linger="0">
        <dm-session peer="bob"></dm-session>
      </dm-provider>
      <dm-session self="bob" peer="alice" signaling=${signaling} reconnect-timeout="9" linger="0"></dm-session>
    `);
    const [alice, bob] = [...around.querySelectorAll('dm-session')] as [DMSessionElement, DMSessionElement];
    const given: number[][] = [[], []];
    for (const [index, element] of [alice, bob].entries()) {
      element.addEventListener('dm-state-change', () => {
        const status = element.session?.status;
        if (status?.state === 'reconnecting') given[index]?.push(status.deadline - status.since);
      });
    }
    await waitUntil(() => alice.session && bob.session);
    await alice.request();
    await waitUntil(() => bob.session?.state === 'incoming_request', 'asked', { timeout: 10_000 });
    await bob.accept();
    await waitUntil(() => [alice, bob].every((each) => each.session?.state === 'active'), 'a chat', {
      timeout: 20_000,
    });
    for (const connection of connections) connection.close();
    await waitUntil(() => given.every((times) => times.length > 0), 'a loss', { timeout: 10_000 });
    expect(given.map(([time]) => time)).to.deep.equal([7_000, 9_000]);
    await alice.end();
  }).timeout(60_000);
});
