import { expect } from 'chai';
import { MAX_MESSAGES, Transcript } from '../../../src/session/transcript.js';
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
    expect(transcript.setStatus('nobody', 'read')).to.equal(false);
    expect(transcript.messages).to.equal(after);
  });

  it('moves receipts forward only', () => {
    const transcript = new Transcript();
    transcript.add(message('a'));
    expect(transcript.setStatus('a', 'read')).to.equal(true);
    expect(transcript.setStatus('a', 'delivered')).to.equal(false);
    expect(statuses(transcript)).to.equal('a:read');
  });

  it('marks everything up to a message as read, of one direction only', () => {
    const transcript = new Transcript();
    for (const id of ['a', 'b', 'c']) transcript.add(message(id));
    transcript.add(message('x', 'in'));
    expect(transcript.readUpTo('b', 'out')).to.equal(true);
    expect(statuses(transcript)).to.equal('a:read b:read c:sent x:delivered');
    expect(transcript.readUpTo('x', 'out')).to.equal(false);
  });

  it('counts the unread and forgets deleted ones', () => {
    const transcript = new Transcript();
    for (const id of ['x', 'y']) transcript.add(message(id, 'in'));
    expect(transcript.unread).to.equal(2);
    transcript.delete('x', 'in');
    expect(transcript.unread).to.equal(1);
    transcript.readUpTo('y', 'in');
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

  it('holds nothing after a wipe', () => {
    const transcript = new Transcript();
    transcript.add(message('a'));
    transcript.wipe();
    expect(transcript.messages).to.deep.equal([]);
  });
});
