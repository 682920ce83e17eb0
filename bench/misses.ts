/** Why a goal is missed, as far as we know. Shown only while it is. */
export const MISSES = {
  connect:
    'What is above the limit is the introduction: a request that a person answers, two handshake messages through the server, ' +
    'sealed signaling, a certificate of its own for each link, ML-KEM, and a confirmation of the keys before the first message. ' +
    'None of it is there in the other rows.',
  messages:
    'Sealing and opening are the work of another thread, which has to wake up: four such ways for a line there and back, and what ' +
    'else waits shares a record. That is a few milliseconds, as much as the rest of the way on one machine, and nothing beside ' +
    'the way between two.',
  files:
    'A file is encrypted piece by piece, hashed as a whole, and sent by credit, so that neither side holds more than a few ' +
    'mebibytes of it; on two cores that both browsers share this costs a few percent of the way.',
  size:
    'The largest parts are Lit (6 kB), the connection with simple-peer, the keys, and the words of sixteen languages in which ' +
    'a screen reader is told what happens. `npm run size` says it file by file.',
  secure:
    'Sealing and opening are a way to another thread and back each, and these are most of the time. A cipher in script would not ' +
    'have to go there, and its keys would be readable.',
  memory: 'The browser holds pieces that were handed over and not yet sent or written.',
} as const;
