/*
 * Rekey and reconnect of docs/protocol.md, for Spin (http://spinroot.com): `npm run prove:spin`.
 *
 * Two sides, a reliable ordered link that may break at any moment (what is on it is then lost), and a server that loses
 * nothing but knows nothing. Each side numbers its records over all epochs and keeps what is not acknowledged; after a
 * reconnect the rest is sent again. A starts rekeys; B answers, A closes. Checked, in every interleaving:
 *
 *   no record is lost, doubled or reordered; both sides end in the same epoch; a reconnect always finds a key that both
 *   have; nobody waits for ever.
 *
 * -DNO_RETENTION is the mutant: B forgets the old epoch's reconnect key as soon as it has answered. It must fail.
 */

#define CUTS 2
#define REKEYS 2
#define TEXTS 2
#define SIZE 8

mtype = { text, ask, answer, close };

/* The link: kind and number of the record, per direction. */
chan ab = [SIZE] of { mtype, byte };
chan ba = [SIZE] of { mtype, byte };

/* Outboxes: kinds of the records sent so far, by number. */
mtype logA[16];
mtype logB[16];
byte sentA = 0, sentB = 0;
byte gotA = 0, gotB = 0;

/* Epochs in which each side sends and receives. */
byte sendA = 0, sendB = 0, recvA = 0, recvB = 0;
/* B has answered and waits for A's close. */
bool pendingB = false;
/* A has asked and waits for the answer. */
bool askedA = false;
/* Reconnect keys: the newest epoch, and the oldest that is still remembered. */
byte keyA = 0, keyB = 0, oldA = 0, oldB = 0;

bool up = true;
byte cuts = 0, rekeys = 0, textsA = 0, textsB = 0;

/* A record leaves: into the outbox, and onto the link while there is one. */
inline sendFromA(kind) {
  logA[sentA] = kind;
  if
  :: up -> ab!kind, sentA
  :: else
  fi;
  sentA++
}

inline sendFromB(kind) {
  logB[sentB] = kind;
  if
  :: up -> ba!kind, sentB
  :: else
  fi;
  sentB++
}

inline takeA(kind, number) {
  assert(number == gotA);
  gotA++;
  if
  :: kind == answer ->
     assert(askedA);
     askedA = false;
     keyA = sendA + 1;
     /* The close is A's last record of the old epoch; A keeps the old reconnect key until it is acknowledged. */
     sendFromA(close);
     sendA++;
     recvA++
  :: else
  fi
}

inline takeB(kind, number) {
  assert(number == gotB);
  gotB++;
  if
  :: kind == ask ->
     assert(!pendingB);
     pendingB = true;
     keyB = sendB + 1;
     sendFromB(answer);
     sendB++;
#ifdef NO_RETENTION
     oldB = keyB
#endif
  :: kind == close ->
     assert(pendingB);
     pendingB = false;
     recvB++;
     oldB = keyB
  :: else
  fi
}

/* Both sides make another link: A under its newest epoch, which B must still have. */
inline reconnect() {
  byte i;
  /* Locked out: no key in common. */
  assert(keyA >= oldB && keyA <= keyB);
  up = true;
  /* Each says how much it has; the other sends the rest again, the same records. */
  i = gotB;
  do
  :: i < sentA -> ab!logA[i], i; i++
  :: else -> break
  od;
  i = gotA;
  do
  :: i < sentB -> ba!logB[i], i; i++
  :: else -> break
  od
}

active proctype network() {
  mtype kind;
  byte number;
  do
  :: atomic { up && cuts < CUTS ->
       cuts++;
       up = false;
       do
       :: ab?kind, number
       :: ba?kind, number
       :: empty(ab) && empty(ba) -> break
       od }
  :: atomic { !up -> reconnect() }
  :: atomic { up && nempty(ab) -> ab?kind, number; takeB(kind, number) }
  :: atomic { up && nempty(ba) -> ba?kind, number; takeA(kind, number) }
  :: atomic { textsA < TEXTS -> textsA++; sendFromA(text) }
  :: atomic { textsB < TEXTS -> textsB++; sendFromB(text) }
  :: atomic { rekeys < REKEYS && !askedA && sendA == recvA && up ->
       rekeys++; askedA = true; sendFromA(ask) }
  :: atomic { up && empty(ab) && empty(ba) && textsA == TEXTS && textsB == TEXTS && rekeys == REKEYS && !askedA &&
       gotA == sentB && gotB == sentA -> break }
  od;
  /* Everything has arrived, and both are in the same epoch in both directions. */
  assert(sendA == REKEYS && recvA == REKEYS && sendB == REKEYS && recvB == REKEYS);
  assert(!pendingB && keyA == keyB && oldB == keyB)
}
