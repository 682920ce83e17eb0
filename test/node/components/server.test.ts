/** On a server: every element is drawn as declarative shadow DOM, without a document, a timer or a connection. */
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { expect } from 'chai';
import { html, unsafeStatic } from 'lit/static-html.js';

const TAGS = [
  'dm-composer',
  'dm-file',
  'dm-invite',
  'dm-launcher',
  'dm-message',
  'dm-message-list',
  'dm-provider',
  'dm-request-button',
  'dm-request-dialog',
  'dm-session',
  'dm-status',
  'dm-verify',
];

describe('on a server', () => {
  before(async () => {
    await import('../../../components/index.js');
  });

  for (const tag of TAGS) {
    it(`<${tag}> is drawn with a shadow root`, async () => {
      const name = unsafeStatic(tag);
      const drawn = await collectResult(render(html`<${name} peer="bob" self="alice" signaling="local:x"></${name}>`));
      expect(drawn).to.match(new RegExp(`^(<!--[^]*?-->)?<${tag}[^>]*>\\s*<template shadowroot="open"`));
      expect(drawn).to.include('shadowrootmode="open"');
    });
  }

  it('a page with a provider and a session around it is drawn whole', async () => {
    const drawn = await collectResult(
      render(html`<dm-provider self="a" signaling="local:x"><dm-session peer="b"></dm-session></dm-provider>`),
    );
    expect(drawn.match(/shadowrootmode="open"/g)).to.have.lengthOf.at.least(2);
  });
});
