/**
 * Shows every scene, or the one that `?scene=` names, alone and at full width: that is what the picture script uses.
 * `?lang=`, `?theme=` and `?scheme=` do what they say.
 */
import '../../components/index.js';
import { LOCALES } from '../../components/locales/load.js';
import type { DMSessionElement } from '../../components/index.js';
import { inviteUrl } from '../../src/wire/invite.js';
import { qrModules } from '../../src/wire/qr.js';
import { FakeClient, FakeSession, message } from '../../test/helpers/fake-session.js';
import { followScheme } from '../scheme.js';
import { PSEUDO, registerPseudo } from './pseudo.js';
import { SCENES, type Scene } from './scenes.js';

const RTL = ['ar', 'he'];
const query = new URLSearchParams(location.search);
const stage = document.querySelector<HTMLElement>('.scenes')!;
const switches = document.querySelector<HTMLFormElement>('.switches')!;

function figure(scene: Scene): HTMLElement {
  const container = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = scene.name;
  const element = document.createElement('dm-session');
  const session = scene.make();
  element.peer = session.peer;
  const provider = document.createElement('dm-provider');
  provider.client = new FakeClient(session);
  provider.append(element);
  container.append(caption, provider);
  if (scene.then) perform(element, scene.then);
  return container;
}

/** A scene's person goes on as soon as the conversation is drawn. */
function perform(element: DMSessionElement, then: NonNullable<Scene['then']>): void {
  void Promise.all(['dm-message-list', 'dm-composer'].map((tag) => customElements.whenDefined(tag)))
    .then(() => element.updateComplete)
    .then(() => element.renderRoot.querySelector('dm-message-list')?.updateComplete)
    .then(() => then(element));
}

function asking(): HTMLElement {
  const people = [new FakeSession('u_42', 'Bob Marin'), new FakeSession('u_77', 'Carol Okafor')];
  const client = new FakeClient();
  client.requests = people.map((each) => each.show({ state: 'incoming_request', deadline: Date.now() + 52_000 }));
  const provider = document.createElement('dm-provider');
  provider.client = client;
  provider.append(document.createElement('dm-request-dialog'));
  return provider;
}

function launcher(): HTMLElement {
  const bob = new FakeSession('bob', 'Bob Marin').show({ state: 'active', since: Date.now() });
  const carol = new FakeSession('carol', 'Carol Okafor').show({ state: 'active', since: Date.now() });
  carol.add(message('Are you there?'), message('Hello?'));
  const provider = document.createElement('dm-provider');
  provider.client = new FakeClient(
    bob,
    carol,
    new FakeSession('dan', 'Dan').show({ state: 'requesting', deadline: 0 }),
  );
  const element = document.createElement('dm-launcher');
  element.open = true;
  provider.append(element);
  return provider;
}

class InvitingClient extends FakeClient {
  override async createInvite(): ReturnType<FakeClient['createInvite']> {
    const url = inviteUrl('https://site.example/chat', { secret: new Uint8Array(32).fill(7), inviter: 'alice' });
    const expiresAt = new Date().setHours(15, 32, 0, 0);
    return { url, qr: () => qrModules(url), expiresAt, revoke: () => {} };
  }
}

/** Before and after a link is made. */
function invite(isMade: boolean): HTMLElement {
  const container = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = isMade ? 'dm-invite, with a link' : 'dm-invite';
  const provider = document.createElement('dm-provider');
  provider.client = new InvitingClient();
  const element = document.createElement('dm-invite');
  provider.append(element);
  container.append(caption, provider);
  // The element finds its client in the turn after it is placed.
  if (isMade) setTimeout(() => void element.create());
  return container;
}

function requestButtons(): HTMLElement {
  const container = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = 'dm-request-button';
  const client = new FakeClient(
    new FakeSession('away', 'Erin'),
    new FakeSession('asked', 'Dan').show({ state: 'requesting', deadline: 0 }),
    new FakeSession('talking', 'Carol').show({ state: 'active', since: 0 }),
  );
  const provider = document.createElement('dm-provider');
  provider.client = client;
  for (const peer of ['here', 'away', 'asked', 'talking']) {
    const button = document.createElement('dm-request-button');
    button.peer = peer;
    button.style.margin = '8px';
    provider.append(button);
    void button.updateComplete.then(() => client.watchers.get(peer)?.(peer !== 'away'));
  }
  container.append(caption, provider);
  return container;
}

function follow(): void {
  const { lang, width, theme } = Object.fromEntries(new FormData(switches)) as Record<string, string>;
  document.documentElement.lang = lang ?? 'en';
  document.documentElement.dir = RTL.includes(lang ?? '') ? 'rtl' : 'ltr';
  stage.style.setProperty('--width', `${width ?? '400'}px`);
  stage.className = theme ? `scenes theme-${theme}` : 'scenes';
}

const language = switches.elements.namedItem('lang') as HTMLSelectElement;
for (const code of ['en', ...LOCALES]) {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  language.add(new Option(name, code));
}
registerPseudo();
language.add(new Option('Pseudo (40 % longer)', PSEUDO));
language.value = query.get('lang') ?? 'en';
(switches.elements.namedItem('theme') as HTMLSelectElement).value = query.get('theme') ?? '';
followScheme(document.querySelector<HTMLButtonElement>('#scheme')!);
const scheme = query.get('scheme');
if (scheme) document.documentElement.style.colorScheme = scheme;
switches.addEventListener('change', follow);
follow();

const wanted = query.get('scene');
document.body.classList.toggle('one', wanted !== null);
if (wanted === 'request-dialog') stage.append(asking());
if (wanted === 'launcher') stage.append(launcher());
if (wanted === 'invite' || wanted === null) stage.append(invite(false));
if (wanted === 'invite-made' || wanted === null) stage.append(invite(true));
stage.append(...SCENES.filter(({ name, alone }) => (wanted === null ? !alone : name === wanted)).map(figure));
if (wanted === null) stage.append(requestButtons());
