/** @jsxImportSource solid-js */
import type {} from 'dm-elements/jsx';

export const Chat = (props: { readonly peer: string }) => (
  <dm-session self="alice" signaling="local:demo" peer={props.peer} on:dm-ended={(event) => event.by} />
);

// @ts-expect-error A user id is text.
export const wrong = <dm-session peer={5} />;
