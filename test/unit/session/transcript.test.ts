import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_MESSAGES, MAX_TRANSCRIPT_CHARS, Transcript } from '../../../src/session/transcript.js';
import type { DMMessage } from '../../../src/session/types.js';

const message = (id: string, direction: 'in' | 'out' = 'out', status: DMMessage['status'] = 'sent'): DMMessage => ({
  id,
  type: 'text',
  content: `text of ${id}`,
  timestamp: 0,
  sender: 'alice',
  direction,
  status: direction === 'in' ? 'delivered' : status,
  verified: false,
});

const statuses = (transcript: Transcript): string =>
  transcript.messages.map((each) => `${each.id}:${each.status}`).join(' ');

describe('transcript', () => {
  it('keeps messages in the order they came and refuses a second one of the same id', () => {
    const transcript = new Transcript();
    expect(transcript.add(message('a'))).to.equal(true);
    expect(transcript.add(message('b'))).to.equal(true);
    expect(transcript.add(message('a', 'in'))).to.equal(false);
    expect(transcript.messages.map(({ id }) => id)).to.deep.equal(['a', 'b']);
  });

  it('makes a new array with every change, and none without', () => {
    const transcript = new Transcript();
    const before = transcript.messages;
    transcript.add(message('a'));
    const after = transcript.messages;
    expect(after).not.to.equal(before);
    expect(transcript.reach('nobody', 'out', 'read')).to.equal(false);
    expect(transcript.messages).to.equal(after);
  });

  it('moves receipts forward only', () => {
    const transcript = new Transcript();
    transcript.add(message('a'));
    expect(transcript.reach('a', 'out', 'read')).to.equal(true);
    expect(transcript.reach('a', 'out', 'delivered')).to.equal(false);
    expect(statuses(transcript)).to.equal('a:read');
  });

  it('says of a message of ours that it has failed, for good', () => {
    const transcript = new Transcript();
    transcript.add(message('a', 'out', 'queued'));
    transcript.add(message('b', 'in'));
    expect([transcript.fail('a'), transcript.fail('a'), transcript.fail('b'), transcript.fail('c')]).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    expect(transcript.queued).to.equal(0);
    expect(transcript.reach('a', 'out', 'read')).to.equal(false);
    expect(statuses(transcript)).to.equal('a:failed b:delivered');
  });

  it('marks everything up to a message as read, of one direction only', () => {
    const transcript = new Transcript();
    for (const id of ['a', 'b', 'c']) transcript.add(message(id));
    transcript.add(message('x', 'in'));
    expect(transcript.reach('b', 'out', 'read')).to.equal(true);
    expect(statuses(transcript)).to.equal('a:read b:read c:sent x:delivered');
    expect(transcript.reach('x', 'out', 'read')).to.equal(false);
  });

  it('marks everything up to a message as delivered, and leaves what was read', () => {
    const transcript = new Transcript();
    for (const id of ['a', 'b', 'c', 'd']) transcript.add(message(id));
    transcript.reach('a', 'out', 'read');
    expect(transcript.reach('c', 'out', 'delivered')).to.equal(true);
    expect(statuses(transcript)).to.equal('a:read b:delivered c:delivered d:sent');
    expect(transcript.reach('b', 'out', 'delivered')).to.equal(false);
  });

  it('counts the unread and forgets deleted ones', () => {
    const transcript = new Transcript();
    for (const id of ['x', 'y']) transcript.add(message(id, 'in'));
    expect(transcript.unread).to.equal(2);
    transcript.delete('x', 'in');
    expect(transcript.unread).to.equal(1);
    transcript.reach('y', 'in', 'read');
    expect(transcript.unread).to.equal(0);
  });

  it('lets nobody delete a message of the other side', () => {
    const transcript = new Transcript();
    transcript.add(message('a', 'out'));
    expect(transcript.delete('a', 'in')).to.equal(false);
    expect(transcript.messages[0]?.content).to.equal('text of a');
  });

  it('empties what is deleted', () => {
    const transcript = new Transcript();
    transcript.add(message('a'));
    transcript.delete('a', 'out');
    expect(transcript.messages[0]).to.include({ content: '', deleted: true });
  });

  it('sends what was queued', () => {
    const transcript = new Transcript();
    transcript.add(message('a', 'out', 'queued'));
    expect(transcript.flushed()).to.equal(true);
    expect(statuses(transcript)).to.equal('a:sent');
  });

  it('drops the oldest beyond the cap', () => {
    const transcript = new Transcript();
    for (let i = 0; i <= MAX_MESSAGES; i++) transcript.add(message(String(i)));
    expect(transcript.messages).to.have.lengthOf(MAX_MESSAGES);
    expect(transcript.messages[0]?.id).to.equal('1');
  });

  it('drops the oldest when all together are too long', () => {
    const transcript = new Transcript();
    const content = 'x'.repeat(MAX_TRANSCRIPT_CHARS / 4);
    for (const id of ['a', 'b', 'c', 'd']) transcript.add({ ...message(id), content });
    expect(transcript.messages).to.have.lengthOf(4);
    transcript.add(message('e'));
    expect(transcript.messages.map(({ id }) => id)).to.deep.equal(['b', 'c', 'd', 'e']);
  });

  it('finds the others after the oldest were dropped, and nothing of the dropped', () => {
    const transcript = new Transcript();
    for (let i = 0; i < MAX_MESSAGES + 100; i++) transcript.add(message(String(i), i % 2 ? 'in' : 'out'));
    expect(transcript.find('99')).to.equal(undefined);
    expect(transcript.delete('98', 'out')).to.equal(false);
    expect(transcript.reach('99', 'in', 'read')).to.equal(false);
    expect(transcript.reach('100', 'out', 'delivered')).to.equal(true);
    expect(transcript.messages[0]).to.include({ id: '100', status: 'delivered' });
    expect(transcript.reach('103', 'in', 'read')).to.equal(true);
    expect(
      transcript.messages
        .slice(0, 5)
        .map(({ status }) => status)
        .join(),
    ).to.equal('delivered,read,sent,read,sent');
    expect(transcript.unread).to.equal(MAX_MESSAGES / 2 - 2);
  });

  it('gives the same array until something changes, and never changes one that it gave', () => {
    const transcript = new Transcript();
    transcript.add(message('a'));
    const before = transcript.messages;
    expect(transcript.messages).to.equal(before);
    transcript.add(message('b'));
    transcript.delete('a', 'out');
    expect(before).to.deep.equal([message('a')]);
  });

  it('counts right whatever happens in whatever order', () => {
    const id = fc.integer({ min: 0, max: 9 }).map(String);
    const direction = fc.constantFrom('in', 'out');
    const status = fc.constantFrom('queued', 'sent', 'delivered', 'read', 'failed');
    const step = fc.oneof(
      fc.tuple(fc.constant('add'), id, direction, status),
      fc.tuple(fc.constantFrom('delivered', 'read', 'delete', 'flushed'), id, direction, status),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const transcript = new Transcript();
        for (const [what, id, direction, status] of steps) {
          const before = transcript.messages;
          const changed = {
            add: () => transcript.add(message(id, direction, status)),
            delivered: () => transcript.reach(id, direction, 'delivered'),
            read: () => transcript.reach(id, direction, 'read'),
            delete: () => transcript.delete(id, direction),
            flushed: () => transcript.flushed(),
          }[what]();
          const { messages } = transcript;
          expect(messages !== before).to.equal(changed);
          const unread = messages.filter((each) => each.direction === 'in' && each.status !== 'read' && !each.deleted);
          expect(transcript.unread).to.equal(unread.length);
          const queued = messages.filter((each) => each.direction === 'out' && each.status === 'queued');
          expect(transcript.queued).to.equal(queued.length);
          if ((what !== 'read' && what !== 'delivered') || !changed) continue;
          const reached = messages.slice(0, messages.findIndex((each) => each.id === id) + 1);
          const far = what === 'read' ? /read|failed/ : /delivered|read|failed/;
          const left = reached.filter((each) => each.direction === direction && !far.test(each.status));
          expect(left).to.deep.equal([]);
        }
      }),
    );
  });

  it('holds nothing after a wipe, and can begin again', () => {
    const transcript = new Transcript();
    transcript.add(message('a', 'in'));
    transcript.reach('a', 'in', 'read');
    transcript.wipe();
    expect(transcript.messages).to.deep.equal([]);
    expect(transcript.find('a')).to.equal(undefined);
    transcript.add(message('a', 'in'));
    expect(transcript.unread).to.equal(1);
    expect(transcript.reach('a', 'in', 'read')).to.equal(true);
  });
});
