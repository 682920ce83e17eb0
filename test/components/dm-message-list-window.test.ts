import { expect } from '@open-wc/testing';
import { RowWindow } from '../../components/dm-message-list/window.js';
import { message } from '../helpers/fake-session.js';

const messages = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => message('', { id: String(from + i) }));

describe('the window of the message list', () => {
  it('shows the latest rows', () => {
    const window = new RowWindow();
    expect(window.range(messages(10), 300, true).start).to.equal(0);
    expect(window.range(messages(1_000), 300, true).start).to.equal(700);
  });

  it('grows while the person is away from the end, and is small again when they are back', () => {
    const window = new RowWindow();
    window.range(messages(400), 300, true);
    expect(window.range(messages(450), 300, false).start).to.equal(100);
    expect(window.range(messages(500), 300, false).start).to.equal(100);
    expect(window.range(messages(500), 300, true).start).to.equal(200);
  });

  it('follows the same rows when the transcript drops its oldest', () => {
    const window = new RowWindow();
    window.range(messages(400), 300, true);
    // 50 came and 50 were dropped: the first row in the page stands 50 places further to the front.
    expect(window.range(messages(400, 50), 300, false).start).to.equal(50);
  });

  it('starts over with another conversation', () => {
    const window = new RowWindow();
    window.range(messages(400), 300, true);
    expect(window.range(messages(5, 1_000), 300, true).start).to.equal(0);
  });

  it('lays out what is near the end, and leaves alone what was near when the person went up', () => {
    const window = new RowWindow();
    const far = (count: number, atEnd: boolean): number[] => {
      const { isFar } = window.range(messages(count), 300, atEnd);
      return messages(count).flatMap((_, index) => (isFar(index) ? [index] : []));
    };
    expect(far(60, true)).to.deep.equal([]);
    const before = far(100, true);
    expect(before).to.have.lengthOf(40);
    // What comes meanwhile is below the view.
    expect(far(103, false)).to.deep.equal([...before, 100, 101, 102]);
    expect(far(103, true)).to.deep.equal(before);
  });
});
