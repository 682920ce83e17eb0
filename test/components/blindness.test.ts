/**
 * What bubbles through the host's page, while two people talk for real: every event of ours on the document, and what the
 * stats hook is given. Nothing that anybody wrote is in it, nor a name that they go by.
 */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMProvider, DMSessionElement } from '../../components/index.js';
import type { DMClient } from '../../src/client.js';
import { place } from '../helpers/elements.js';

/** In everything that a person writes or is called. */
const MARKER = 'mArKeR';
const EVENTS = [
  'dm-status',
  'dm-error',
  'dm-verify-change',
  'dm-request',
  'dm-state-change',
  'dm-message',
  'dm-unread-change',
  'dm-ended',
];
/** What an event of the platform has. Ours have more. */
const PLATFORM = new Set(Object.getOwnPropertyNames(Event.prototype));

/** Fields and getters of an event of ours: all that a listener finds without asking a session. */
function detailsOf(event: Event): Record<string, unknown> {
  const own = Object.getOwnPropertyNames(event);
  const getters = Object.getOwnPropertyNames(Object.getPrototypeOf(event) as object);
  const names = [...own, ...getters].filter((name) => !PLATFORM.has(name));
  return Object.fromEntries(names.map((name) => [name, Reflect.get(event, name) as unknown]));
}

describe('the page around a conversation', () => {
  it('is told states, ids and codes, and nothing that anybody wrote', async () => {
    const told: { type: string; details: Record<string, unknown> }[] = [];
    const stats: unknown[] = [];
    const listening = new AbortController();
    for (const type of EVENTS) {
      document.addEventListener(type, (event) => told.push({ type, details: detailsOf(event) }), {
        signal: listening.signal,
      });
    }
    const room = `local:${crypto.randomUUID()}`;
    const people = [
      ...place(html`
        <dm-provider self="alice" self-name="${MARKER} Alice" signaling=${room}>
          <dm-session peer="bob" peer-name="${MARKER} Bob"></dm-session>
        </dm-provider>
        <dm-provider self="bob" self-name="${MARKER} Bob" signaling=${room}>
          <dm-session peer="alice"></dm-session>
        </dm-provider>
      `).querySelectorAll('dm-provider'),
    ] as [DMProvider, DMProvider];
    try {
      await waitUntil(() => people.every((each) => each.matches(':state(online)')), 'online', { timeout: 10_000 });
      for (const { client } of people) await (client as DMClient).watchStats((each) => stats.push(each));
      const [a, b] = people.map((each) => each.querySelector('dm-session')!) as [DMSessionElement, DMSessionElement];
      await a.request();
      await waitUntil(() => b.session?.state === 'incoming_request', 'asked', { timeout: 10_000 });
      await b.accept();
      await waitUntil(() => [a, b].every(({ session }) => session?.state === 'active'), 'active', { timeout: 20_000 });
      await a.send(`${MARKER} words`);
      await b.sendFiles([new File([`${MARKER} content`], `${MARKER}.txt`)]);
      await waitUntil(() => [a, b].every(({ session }) => session?.messages.length === 2), 'both', { timeout: 10_000 });
      // It was there to be told: the other side reads both, and the name.
      expect(b.session?.messages.some((message) => message.content === `${MARKER} words`)).to.equal(true);
      expect(b.session?.peerName).to.include(MARKER);
      await a.session!.confirmVerification(true);
      await b.session!.confirmVerification(true);
      await waitUntil(() => a.session?.verification.level === 'verified', 'verified', { timeout: 10_000 });
      // What cannot be done is an error on the page.
      await a.end();
      await waitUntil(() => [a, b].every(({ session }) => session?.state === 'ended'), 'ended', { timeout: 10_000 });
      people[0].authorize = null;
      people[0].self = `${MARKER}-${'x'.repeat(10_000)}`;
      await waitUntil(() => told.some(({ type }) => type === 'dm-error'), 'an error', { timeout: 10_000 });
    } finally {
      listening.abort();
      for (const each of people) each.remove();
    }
    // Each was told at least once, so the look was at something.
    expect([...new Set(told.map(({ type }) => type))].sort()).to.deep.equal([...EVENTS].sort());
    // A request brings the session itself, which a page may ask; beside it, ids.
    const details = told.map(({ type, details: { session: _session, ...rest } }) => ({ type, ...rest }));
    for (const event of details) expect(JSON.stringify(event), event.type).to.not.include(MARKER);
    for (const { details: said } of told.filter(({ type }) => type === 'dm-status')) {
      expect(said['signaling']).to.be.oneOf(['offline', 'connecting', 'online']);
      expect(Object.keys(said)).to.have.members(['isTrusted', 'signaling']);
    }
    expect(stats.length).to.be.above(8);
    expect(JSON.stringify(stats)).to.not.include(MARKER);
  }).timeout(60_000);
});
