/** `EventTarget` that knows which events it dispatches. Types only: at run time it is `EventTarget` itself. */
export interface TypedEventTarget<Events> extends EventTarget {
  addEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: (event: Events[Type]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ): void;
}

export const TypedEventTarget = EventTarget as unknown as new <Events>() => TypedEventTarget<Events>;
