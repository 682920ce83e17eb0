/** One person's page: who they are, whom they talk to and how they meet stand in the query. */
import '../components/index.js';

const query = new URLSearchParams(location.search);
const provider = document.createElement('dm-provider');
const session = document.createElement('dm-session');

copy(provider, { self: 'self', selfName: 'self-name', signaling: 'signaling' });
copy(session, { peer: 'peer', peerName: 'peer-name' });
if (query.get('signaling') === 'manual') {
  const hands = document.createElement('dm-manual');
  copy(hands, { peer: 'peer' });
  provider.append(hands);
}
provider.append(session);
document.body.append(provider);

function copy(element: Element, attributes: Record<string, string>): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = query.get(name);
    if (value) element.setAttribute(attribute, value);
  }
}
