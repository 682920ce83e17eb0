/** @jsxImportSource preact */
import type {} from 'dm-elements/jsx';

export const Chat = ({ peer }: { readonly peer: string }) => (
  <dm-session self="alice" signaling="local:demo" peer={peer} without-header ondm-message={(event) => event.id} />
);

// @ts-expect-error Seconds are a number.
export const wrong = <dm-session peer="bob" reconnect-timeout={{}} />;
