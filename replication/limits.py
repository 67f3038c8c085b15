"""Every limit of the protocol, with its reason."""

from __future__ import annotations

PROTOCOL_VERSION = 2
"""Version of the messages; peers with another one are told apart and left alone."""

MESSAGE_BYTES_MAX = 4 << 20
"""Largest message taken: a batch with one body of the largest size, and room for a HAVE."""

HAVE_HEADS_MAX = 28_000
"""Heads in one HAVE: 1.1 MiB, and no more than a message when each has the longest name a lane can
have; more streams than that go in several."""

HAVE_HEADS_PAGE = 512
"""Heads we put into one HAVE, the newest first; the next ones follow when it is acknowledged. So a
hub's first words to a till that comes back are today's sales, and another till's turn is near."""

TELL_COST_PUMP = 2_048
"""Heads told in one pump, to all peers together: a hundredth of a second's work, or two."""

TELL_COST_TICK = 16
"""What a HAVE without heads costs, in heads."""

PEER_STREAMS_MAX = 65_536
"""Streams one peer may tell of, order, or be refused: a thousand branches of thirty tills, twice
over. A head takes a few hundred bytes here, and whoever invents more of them is not listened to."""

TALK_S = 1.0
"""For how long what a peer says is added up, whatever its tick is."""

TALK_MAX = 8_192
"""What a peer may spend on talk in that time: forty thousand heads, which take a third of a
processor to look through. Whoever says more is not listened to until the second is over."""

TALK_LOUD = 3
"""Seconds of that, in one session or several, after which our node is told of it: a peer with more
streams than that needs two, once, to tell them all."""

TALK_COST, TALK_BYTES = 4, 256
"""What a message costs that has to be looked at, and how many of its bytes cost one more."""

TALK_COST_ASKING = 16
"""What an order or a question costs, for it is answered: five hundred of them a second."""

TALK_COST_HELLO = 128
"""What a HELLO costs: a session begins anew, and all heads are told. Sixty-four a second, where an
honest peer says one a tick, and a link that was clogged for five seconds brings ten at once."""

TALK_COST_FAULT = 64
"""What a message costs that cannot be taken: a line in a log file, and often a signature checked
and a transaction for each batch that came with it."""

WANT_STREAMS_MAX = 4_096
"""Streams in one WANT: the rest is wanted when the first of them are through."""

NAME_BYTES_MAX = 64
"""Longest name, role or branch in a HELLO."""

SCOPES_MAX = 256
"""Scopes one node can subscribe to by name; a node that wants more takes all."""

WINDOW_BYTES = 1 << 20
"""Credit a receiver gives: bytes of batches on their way to it on one link. A megabyte keeps a
100 Mbit/s link of 80 ms busy and bounds what a slow disk makes us hold."""

INGEST_BYTES_IDLE = 512 * 1024
"""Unpacked batches put into one transaction by a node that is not selling: four thousand sales,
or more than a megabyte of records once written. A tenth of a second, and few enough flushes that
they do not count: twice as much is not faster, and a first sale would wait for it twice as long."""

INGEST_BYTES_SELLING = 4 * 1024
"""Unpacked batches put into one transaction by a till that sells: about thirty sales, so that its
own sale waits a millisecond or two and not ten."""

WINDOW_BYTES_SELLING = WINDOW_BYTES // 8
"""Credit a till gives that sells. Whoever serves it sends segments an eighth as long, for a segment
is written whole and must not be longer than a sale can wait."""

RENEW_S = 0.25
"""How often an order that is repeated renews the window: as soon as an honest peer asks again for
what was lost. Who asks more often gets a window each time and no more."""

TICK_S = 1.0
"""How often a link is looked after: what is new is told, what is lost is asked for again."""

TICK_JITTER = 0.25
"""Ticks are spread by a quarter, so that a thousand tills do not speak at once."""

SOURCES_TICK_S = 0.1
"""How often the sources are looked over at most, however many peers tick in between."""

PATIENCE_S = 1.0
"""How long a source may bring nothing before what it owes is wanted from another."""

DOWN_AFTER_TICKS = 5
"""Ticks of silence after which a peer counts as not connected: as many lost in a row."""

DOWN_AFTER_S = DOWN_AFTER_TICKS * TICK_S
"""The same in seconds, where nobody chose another tick."""

HAVE_ROUNDS_KEPT = 8
"""Rounds of HAVE whose acknowledgement may still come: on a slow link it takes several ticks."""

FULL_HAVE_TICKS = 10
"""After so many ticks with unlike digests on which neither side moved, all heads are told
again: the last net."""

FORK_PROBES_MAX = 32
"""Chain hashes asked for in one FORK_ASK: where two histories of a million events part is found
in four rounds of half a kilobyte."""

FORK_ROUNDS_MAX = 16
"""Rounds after which a search is given up: thirteen are enough for any sequence there can be."""

FORK_TRIES_MAX = 4
"""How often in a row an answer may stay out before a search makes room for another peer's."""

FORK_WAITING_MAX = 1_024
"""Heads of other histories of one stream kept until its search has ended: a thousand tills may
tell of one at once, and who is left out tells again."""

FORK_FAULTS_MAX = 8
"""Searches in one stream that end with a batch which follows nothing before a peer is believed
to lie: an honest one may have given its histories other names between question and answer."""

CLOCK_SAMPLES_KEPT = 8
"""Measurements of a peer's clock among which the best counts, as in NTP's filter (RFC 5905,
section 10); a clock that is put right is seen to be so after as many ticks."""

SEGMENT_CACHE = 256
"""Encoded segments kept for the next peer that wants the same: 16 MiB of records at most."""

ROWS_BYTES_MAX = 64 * 1024
"""Stock rows in one message, about: a thousand of them. One message is on its way to a peer at
a time, so this bounds what a slow link delays and what a look at a tick costs."""

ROWS_EVENTS_MAX = 512
"""Events one message of stock rows reaches over, about: whoever looks for the rows they touched
is back at other work within twenty milliseconds. More streams than that are in no message."""

ROWS_MAX = 32_768
"""Rows of one stream in a message: those of a few of the longest events."""

ROWS_PATIENCE_TICKS = 3
"""Ticks after which what was not acknowledged of the rows' messages is said again: more than a
slow link takes for the way there and back."""

ROWS_SILENCE_TICKS, ROWS_SILENCE_TICKS_MAX = 12, 3_600
"""Ticks without rows after which an order for them is said anew, twice as many each time: a peer
may have forgotten it with a session, and nothing else tells. A chain that sells is not silent."""

ROWS_CACHE, ROWS_CACHED_MAX = 1_024, 256
"""Deltas kept for the next peer that lacks the same, and the rows of the largest one kept: a hub
of a thousand tills reads a sale's rows once. At most 50 MiB; in most hours one."""
