/** Two frames, two people, one room that only this page knows. */
const PEOPLE = [
  { frame: 'left', self: 'alice', selfName: 'Alice', peer: 'bob', peerName: 'Bob' },
  { frame: 'right', self: 'bob', selfName: 'Bob', peer: 'alice', peerName: 'Alice' },
] as const;

function seat(): void {
  const room = crypto.randomUUID();
  for (const { frame, ...person } of PEOPLE) {
    const query = new URLSearchParams({ ...person, signaling: `local:${room}` });
    document.querySelector<HTMLIFrameElement>(`#${frame}`)!.src = `./person.html?${query.toString()}`;
  }
}

document.querySelector('#again')!.addEventListener('click', seat);
seat();
