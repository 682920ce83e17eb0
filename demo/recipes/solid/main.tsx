import 'dm-elements';
import type {} from 'dm-elements/jsx';
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';

/** Solid sets properties on custom elements; events take `on:` and their name. */
function Chat(props: { readonly me: string; readonly peer: string }) {
  const [over, setOver] = createSignal('');
  return (
    <dm-provider self={props.me} signaling="local:solid">
      <dm-session peer={props.peer} on:dm-ended={(event) => setOver(event.reason)} />
      <output>{over()}</output>
    </dm-provider>
  );
}

const query = new URLSearchParams(location.search);
render(
  () => <Chat me={query.get('me') ?? 'alice'} peer={query.get('peer') ?? 'bob'} />,
  document.querySelector('#app')!,
);
