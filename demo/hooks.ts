/** Listening in on what the browser offers to code: each call goes on as it was. */

type Given<Owner, Name extends keyof Owner> = Parameters<Extract<Owner[Name], (...given: never[]) => unknown>>;

/** Hears each call of a method before it is made. */
export function before<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  hear: (it: Owner, ...given: Given<Owner, Name>) => void,
): void {
  const method = owner[name] as (...given: unknown[]) => unknown;
  const heard = function (this: Owner, ...given: Given<Owner, Name>): unknown {
    hear(this, ...given);
    return method.apply(this, given);
  };
  owner[name] = heard as Owner[Name];
}

/** A class that tells what its instances are made with. */
export function constructed<Class extends new (...given: never[]) => object>(
  original: Class,
  hear: (made: InstanceType<Class>, ...given: ConstructorParameters<Class>) => void,
): Class {
  return new Proxy(original, {
    construct(target, given, newTarget) {
      const made = Reflect.construct(target, given, newTarget) as InstanceType<Class>;
      hear(made, ...(given as ConstructorParameters<Class>));
      return made;
    },
  });
}
