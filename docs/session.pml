/*
 * Rekey, reconnect and end of docs/protocol.md, for Spin (http://spinroot.com): `npm run prove:spin`.
 *
 * Two sides, a reliable ordered link that may break at any moment (what is on it is then lost), and a server that loses
 * nothing but knows nothing. Each side numbers its records over all epochs and keeps what is not acknowledged; after a
 * reconnect the rest is sent again. A starts rekeys; B answers, A closes. Checked, in every interleaving:
 *
 *   no record is lost, doubled or reordered; both sides end in the same epoch; a reconnect always finds a key that both
 *   have; nobody waits for ever.
 *
 * -DEND lets either side, or both, end at any moment: in the middle of a rekey, or without a link. Checked then:
 *
 *   both sides always come to wipe; "ended by the other" is told only where the other has said END; whoever is told so
 *   has received everything that was said before; a side that has wiped takes nothing more.
 *
 * Mutants, each of which must fail: -DNO_RETENTION, B forgets the old epoch's reconnect key as soon as it has answered;
 * -DNO_LIMIT, a side without a link waits for one for ever; -DEND_BY_SERVER, END goes through the server.
 */

#define CUTS 2
#define REKEYS 2
#define TEXTS 2
#define SIZE 8

mtype = { text, ask, answer, close, end, wiped };
/* A side talks; has said END and waits for the answer; has wiped everything. */
mtype = { talking, ending, gone };

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

mtype stateA = talking, stateB = talking;
/* END was said, as the record of this number. */
bool saidA = false, saidB = false;
byte endA, endB;
/* What the person is told: the other one has ended it. */
bool toldA = false, toldB = false;

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

/* END: what was said goes at once, and the other side is told so. Two ENDs that cross are answer enough. */
inline toldAOf(number) {
  assert(saidB && number == endB && gotA >= endB);
  if
  :: stateA == talking -> toldA = true; sendFromA(wiped)
  :: else
  fi;
  stateA = gone
}

inline takeA(kind, number) {
  assert(stateA != gone);
  assert(number == gotA);
  gotA++;
  if
  :: kind == end -> toldAOf(number)
  :: kind == wiped -> stateA = gone
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

/* END: what was said goes at once, and the other side is told so. Two ENDs that cross are answer enough. */
inline toldBOf(number) {
  assert(saidA && number == endA && gotB >= endA);
  if
  :: stateB == talking -> toldB = true; sendFromB(wiped)
  :: else
  fi;
  stateB = gone
}

inline takeB(kind, number) {
  assert(stateB != gone);
  assert(number == gotB);
  gotB++;
  if
  :: kind == end -> toldBOf(number)
  :: kind == wiped -> stateB = gone
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

/* The link is gone, with what was on it. Whoever waited for the answer to END waits no longer. */
inline lose() {
  up = false;
  do
  :: ab?_, _
  :: ba?_, _
  :: empty(ab) && empty(ba) -> break
  od;
  if
  :: stateA == ending -> stateA = gone
  :: else
  fi;
  if
  :: stateB == ending -> stateB = gone
  :: else
  fi
}

active proctype network() {
  mtype kind;
  byte number;
  do
  :: atomic { up && cuts < CUTS -> cuts++; lose() }
  :: atomic { up && (stateA == gone || stateB == gone) -> lose() }
  :: atomic { !up && stateA == talking && stateB == talking -> reconnect() }
  :: atomic { up && nempty(ab) && stateB != gone -> ab?kind, number; takeB(kind, number) }
  :: atomic { up && nempty(ba) && stateA != gone -> ba?kind, number; takeA(kind, number) }
  :: atomic { stateA == talking && textsA < TEXTS -> textsA++; sendFromA(text) }
  :: atomic { stateB == talking && textsB < TEXTS -> textsB++; sendFromB(text) }
  :: atomic { stateA == talking && rekeys < REKEYS && !askedA && sendA == recvA && up ->
       rekeys++; askedA = true; sendFromA(ask) }
#ifdef END
  :: atomic { up && stateA == talking -> saidA = true; endA = sentA; sendFromA(end); stateA = ending }
  :: atomic { up && stateB == talking -> saidB = true; endB = sentB; sendFromB(end); stateB = ending }
  /* No answer within three seconds. */
  :: atomic { stateA == ending -> stateA = gone }
  :: atomic { stateB == ending -> stateB = gone }
#ifndef NO_LIMIT
  /* No link within thirty seconds, or the person does not want to wait. */
  :: atomic { !up && stateA == talking -> stateA = gone }
  :: atomic { !up && stateB == talking -> stateB = gone }
#endif
#ifdef END_BY_SERVER
  :: atomic { saidA && stateB == talking -> toldBOf(endA) }
  :: atomic { saidB && stateA == talking -> toldAOf(endB) }
#endif
  :: atomic { stateA == gone && stateB == gone -> break }
#endif
  :: atomic { stateA == talking && stateB == talking && up && empty(ab) && empty(ba) && textsA == TEXTS &&
       textsB == TEXTS && rekeys == REKEYS && !askedA && gotA == sentB && gotB == sentA -> break }
  od;
  if
  :: stateA == talking ->
     /* Everything has arrived, and both are in the same epoch in both directions. */
     assert(sendA == REKEYS && recvA == REKEYS && sendB == REKEYS && recvB == REKEYS);
     assert(!pendingB && keyA == keyB && oldB == keyB)
  :: else ->
     assert(stateA == gone && stateB == gone && (!toldA || saidB) && (!toldB || saidA))
  fi
}
