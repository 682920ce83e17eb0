import 'dm-elements';
import type {} from 'dm-elements/jsx';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

interface Props {
  readonly me: string;
  readonly peer: string;
}

/** Attributes and properties as in HTML, events by `on` and their name. React 19 needs no wrapper. */
function Chat({ me, peer }: Props) {
  const [over, setOver] = useState('');
  return (
    <dm-provider self={me} signaling="local:react">
      <dm-session peer={peer} ondm-ended={(event) => setOver(event.reason)} />
      <output>{over}</output>
    </dm-provider>
  );
}

const query = new URLSearchParams(location.search);
createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <Chat me={query.get('me') ?? 'alice'} peer={query.get('peer') ?? 'bob'} />
  </StrictMode>,
);
