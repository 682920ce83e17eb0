/** Compiled against the packed package, never run: what React 19 code of a site looks like to the type checker. */
import type {} from 'dm-elements/jsx';
import type { DMEndedEvent } from 'dm-elements/client';
import { useRef } from 'react';
import type { DMSessionElement } from 'dm-elements';

export function Chat({ me, peer }: { readonly me: string; readonly peer: string }) {
  const session = useRef<DMSessionElement>(null);
  return (
    <dm-provider self={me} signaling="wss://dm.example.com/" relay-only>
      <dm-request-dialog without-block />
      <dm-session ref={session as never} peer={peer} ondm-ended={(event) => event.reason} />
      <button onClick={() => void session.current?.request()}>Ask</button>
    </dm-provider>
  );
}

// @ts-expect-error A user id is text.
export const wrongType = <dm-session peer={5} />;
// @ts-expect-error There are three keys that send.
export const wrongWord = <dm-composer submit-on="space" />;
// @ts-expect-error This event carries no text.
export const wrongEvent = <dm-session ondm-ended={(event) => event.text} />;

export const listen = (element: HTMLElement): void =>
  element.addEventListener('dm-ended', (event: DMEndedEvent) => void event.reason);
