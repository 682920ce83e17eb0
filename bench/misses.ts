/** Why a goal is missed, as far as we know. Shown only while it is. */
export const MISSES = {
  connect:
    'What is above the limit is the introduction: a request that a person answers, two handshake messages through the server, ' +
    'sealed signaling, a certificate of its own for each link, ML-KEM, and a confirmation of the keys before the first message. ' +
    'None of it is there in the other rows.',
  messages:
    'Each message has a key of its own, which WebCrypto derives in another thread: about three calls to seal and three to open, ' +
    'and a receipt that is sealed in the same way. Alone that is a few milliseconds; at 1,000 lines a second, 4,000 sealed ' +
    'frames in each browser, two cores cannot keep up, and lines wait for each other.',
  files:
    'A file is encrypted piece by piece, hashed as a whole, and sent by credit, so that neither side holds more than a few ' +
    'mebibytes of it; on two cores that both browsers share this costs a few percent of the way.',
  size:
    'The largest parts are Lit (6 kB), the connection with simple-peer, the keys, and the words of sixteen languages in which ' +
    'a screen reader is told what happens. `npm run size` says it file by file.',
  secure:
    'Each message derives a key of its own: importing, deriving and encrypting are three calls of WebCrypto, each a way to another ' +
    'thread and back, and these are most of the time. A key for many messages would be faster, and would protect less.',
  memory: 'The browser holds pieces that were handed over and not yet sent or written.',
} as const;
