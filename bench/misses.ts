/** Why a goal is missed, as far as we know. Shown only while it is. */
export const MISSES = {
  library:
    'A library can be ahead because it does less: none of them seals what it carries a second time over the browser’s own ' +
    'encryption, confirms a message to its sender, compares the digest of a file, keeps a conversation, or repeats what was ' +
    'lost with a connection.',
  connect:
    'What is above the limit is the introduction: a request that the other person answers, two handshake messages through the ' +
    'server, sealed signaling, a certificate of its own for each link, ML-KEM, and a confirmation of the keys before the ' +
    'first message. Raw, simple-peer and PeerJS have none of it; Trystero encrypts its descriptions, with a key made from ' +
    'the names of the application and the room and a password.',
  messages:
    'Sealing and opening are the work of another thread, which has to wake up: four such ways for a line there and back, and what ' +
    'else waits shares a record. That is a few milliseconds, as much as the rest of the way on one machine, and nothing beside ' +
    'the way between two.',
  messagesWithFile:
    'With a file on its way: all channels of a connection share one SCTP association, which has one congestion window, so a ' +
    'line waits behind what the file has handed to the browser already, whichever channel it is on. Ours keeps what is on ' +
    'its way between 0.5 and 8 MiB and follows the delay (`src/session/files/window.ts`), so that the file stays fast as ' +
    'well. simple-peer waits when 64 KiB are buffered, which is better for lines and worse for files; raw waits at 1 MiB.',
  processor:
    'Each line is sealed and opened, noted in a transcript on both sides, kept until the other side has it, and confirmed.',
  files:
    'A file is encrypted piece by piece, hashed as a whole, and sent by credit, so that neither side holds more than a few ' +
    'mebibytes of it; on cores that both browsers share this costs a part of the way.',
  mixed:
    'Between Chromium and Firefox two different SCTP stacks meet, dcSCTP and usrsctp. The window of ours follows the delay that ' +
    'it sees (`src/session/files/window.ts`), and that is what the two make of each other; raw has no such window. How much ' +
    'of the difference this is has not been measured.',
  far:
    'Over a distance the window of ours has to grow first: it begins with 1 MiB, grows by half at each measured step, up to ' +
    '8 MiB, and becomes smaller when chunks are late (`src/session/files/window.ts`). The channel is ordered: a lost packet makes ' +
    'everything behind it late, which looks like a queue. Raw has no window of its own.',
  filesMemory:
    'Beside the file itself, pieces that are being sealed, opened or hashed are in memory, and up to 8 MiB may be on the way; ' +
    'what the browser has not collected yet counts as well.',
  memory: 'The browser holds pieces that were handed over and not yet sent or written.',
  fileMessages:
    'A line waits behind what the file has handed to the browser already, as under Messages, and both browsers seal, hash, read and write ' +
    'on the same cores at the same time. Which of these is the larger part has not been measured.',
  relayEcho: 'Each message is read, held against the limits, and confirmed to its sender by a second frame.',
  relayMemory:
    'For each connection the server keeps what its limits count (messages, requests, floods, the address that it comes from) and ' +
    'whom it watches. PeerJS’s server counts nothing of this.',
  relayStorm:
    'A page of ours says who it is once its socket is open, and is told that it is welcome: one way there and back more than ' +
    'with PeerJS, which has the name in the address. The limits of the address are held against each one as well.',
  ui:
    'A frame in which messages come has their drawing, the layout of the list and its painting in it, and browsers without a ' +
    'screen paint by the processor.',
  secure:
    'Sealing and opening are a way to another thread and back each, and these are most of the time. A cipher in script would not ' +
    'have to go there, and its keys would be readable.',
  size:
    'Everything is more than any one page loads: each part that is loaded when it is needed (launcher, invites, files, voice, ' +
    'identity, signatures) and one language, the biggest. Four files are about two thirds of it: the elements with Lit and ' +
    'the conversation, about 20 kB each, the client and the secure channel, about 15 kB each. `npm run size` says it file ' +
    'by file.',
  growth:
    'Steps are uneven where the engine still compiles code that runs often, and where memory is taken from the system in ' +
    'larger pieces than one more session or person needs. Whether there is more to it than that is to be looked into.',
} as const;
