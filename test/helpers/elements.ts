/** Small tools for element tests: deep look-ups, typing, the whole text of a tree. */
import { html, render, type TemplateResult } from 'lit';
import { expect, nextFrame } from '@open-wc/testing';
import type { DMProvider } from '../../components/dm-provider/dm-provider.js';
import type { DMRequestDialog } from '../../components/dm-request-dialog/dm-request-dialog.js';
import type { DMSessionElement } from '../../components/dm-session/dm-session.js';
import type { FakeClient } from './fake-session.js';

/** Every element of a tree, shadow trees included. */
export function* deep(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* deep(element.shadowRoot);
  }
}

/** All that could be read in a tree: text, field values, labels. */
export function textOf(root: ParentNode): string {
  const parts: string[] = [];
  for (const element of deep(root)) {
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) parts.push(node.textContent ?? '');
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) parts.push(element.value);
    for (const { value } of element.attributes) parts.push(value);
  }
  return parts.join('\n').replace(/[ \t\n]+/g, ' ');
}

/** The words that a person sees in a tree, without styles. */
export function wordsOf(element: Element): string {
  const clone: string[] = [];
  for (const each of deep(element.shadowRoot ?? element)) {
    if (each instanceof HTMLStyleElement || each instanceof SVGElement) continue;
    for (const node of each.childNodes) if (node.nodeType === Node.TEXT_NODE) clone.push(node.textContent ?? '');
  }
  return clone.join(' ').replace(/\s+/g, ' ').trim();
}

export function button(root: Element, name: string): HTMLButtonElement {
  for (const element of deep(root.shadowRoot ?? root)) {
    if (!(element instanceof HTMLButtonElement)) continue;
    if ([element.getAttribute('aria-label'), element.textContent.trim()].includes(name)) return element;
  }
  throw new Error(`no button "${name}"`);
}

/** Lets every element of a tree finish, those that it brings up and what moves included. */
export async function settled(root: Element): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await nextFrame();
    for (const element of [root, ...deep(root.shadowRoot ?? root)]) {
      await (element as Partial<{ updateComplete: Promise<boolean> }>).updateComplete;
    }
  }
  for (const animation of [...deep(root.shadowRoot ?? root)].flatMap((element) => element.getAnimations())) {
    if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
  }
}

/** No finding of axe, once nothing moves: a colour that is fading in has another contrast for a moment. */
export async function expectAccessible(element: Element): Promise<void> {
  await settled(element);
  await expect(element).to.be.accessible();
}

/** A container in the page, emptied by the next call. */
export function place(template: TemplateResult): HTMLElement {
  document.querySelector('#place')?.remove();
  const container = document.createElement('div');
  container.id = 'place';
  document.body.append(container);
  render(template, container);
  return container;
}

/** A session element under a provider with a fake client. */
export async function withClient(client: FakeClient): Promise<{ provider: DMProvider; element: DMSessionElement }> {
  const container = place(html`<dm-provider .client=${client}><dm-session peer="bob"></dm-session></dm-provider>`);
  const provider = container.querySelector('dm-provider') as DMProvider;
  const element = container.querySelector('dm-session') as DMSessionElement;
  await settled(element);
  return { provider, element };
}

/** A request dialog under a provider with a fake client. */
export async function withDialog(client: FakeClient): Promise<DMRequestDialog> {
  const container = place(html`<dm-provider .client=${client}><dm-request-dialog></dm-request-dialog></dm-provider>`);
  const dialog = container.querySelector('dm-request-dialog') as DMRequestDialog;
  await settled(dialog);
  return dialog;
}
