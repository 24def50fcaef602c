-- How Ideario counts votes. This file is the rule, and it is published with every result. It reads eight views and is
-- one SELECT, so that any SQL engine can repeat the count: these very bytes run on DuckDB, SQLite, Apache DataFusion and
-- Apache Spark, and give the same rows there.
--
-- version: 1
--
-- The version is part of the rules' hash; these bytes are not. It goes up when some ledger has another outcome.
--
--   events      seq, type (cast, withdraw), thread, idea, voter, kind, given, seen, rule: the ledger, an event a row.
--               `given` is the reaction's own time, `rule` what excluded it when it was seen (R1, R2, R3, R6) or ''.
--   threads     thread, name, listed: an idea of a thread, by a name of the idea. A thread may have several ideas.
--               `listed` says that the ledger's threads.json knows the thread, with the name '' where it is none's; the
--               other rows come from decisions.
--   ideas       name, idea, target, challenge, terms: an idea by each of its names (its slug and its former slugs), the
--               idea at which its votes are counted (itself unless it is a duplicate), the challenge of that one, and
--               by which of the kinds its votes are read: those in force when voting on that challenge opened.
--   challenges  challenge, opens, closes: the voting window, both ends included.
--   kinds       terms, kind, stance (support, oppose, watch): what reactions mean. A kind that is missing here is no vote.
--   edits       idea, edited, void: when the text of an idea was last changed while votes at it counted, in anything but
--               whitespace, and whether votes given before that are void.
--   exclusions  voter, name: ballots removed by maintainers; without a name, everywhere.
--   asked       challenge: those of which every single ballot is wanted too, as when winners are decided; '' asks for
--               those at ideas outside any challenge.
--
-- given, seen, opens, closes and edited are moments in UTC, all of one type: timestamps, or text such as
-- 2026-01-02T03:04:05Z. seq and terms are numbers, listed and void truth values, all else is text; threads and voters may
-- be numbers in place of text, since they are only compared. Text is compared by its bytes.
-- The result, in no order: part, name, measure, number. Always raw = counted + all the rules, for each idea.

WITH

-- Which ideas an event belongs to: those of its thread; where nobody lists the thread, the one that the event names.
seen_on AS (SELECT DISTINCT thread, idea AS said FROM events),
places AS (
    SELECT DISTINCT named.thread, named.said, ideas.idea, ideas.target, challenges.closes
    FROM (
        SELECT seen_on.thread, seen_on.said, threads.name
        FROM seen_on
        JOIN threads ON threads.thread = seen_on.thread
        UNION ALL
        SELECT seen_on.thread, seen_on.said, seen_on.said AS name
        FROM seen_on
        LEFT JOIN (SELECT DISTINCT thread FROM threads WHERE listed) AS known ON known.thread = seen_on.thread
        WHERE known.thread IS NULL
    ) AS named
    JOIN ideas ON ideas.name = named.name
    LEFT JOIN challenges ON challenges.challenge = ideas.challenge
),

-- Each event at each idea that it belongs to, and whether it happened after voting there had closed.
placed AS (
    SELECT places.idea, places.target, events.thread, events.voter, events.kind,
           coalesce(CASE WHEN events.type = 'withdraw' THEN events.seen ELSE events.given END > places.closes, FALSE) AS late,
           events.seq, events.type, events.given, events.rule
    FROM events
    JOIN places ON places.thread = events.thread AND places.said = events.idea
),

-- Who has several events at an idea, duplicates united. With everybody else the only event says all: no reaction came and
-- went, and none stands beside another.
several AS (SELECT target, voter FROM placed GROUP BY target, voter HAVING count(*) > 1),

-- How each of their reactions stood when voting closed, and apart from that how it stands with what happened after the
-- close. A withdrawal that was seen after the close therefore takes no vote away: the result is frozen.
repeated AS (
    SELECT placed.idea, placed.thread, placed.voter, placed.kind, placed.late, placed.seq, placed.type, placed.given,
           placed.rule
    FROM placed
    JOIN several ON several.target = placed.target AND several.voter = placed.voter
),
latest AS (
    SELECT repeated.idea, repeated.thread, repeated.voter, repeated.kind, repeated.late, repeated.seq, repeated.type,
           repeated.given, repeated.rule
    FROM repeated
    JOIN (
        SELECT idea, max(seq) AS seq FROM repeated GROUP BY idea, thread, voter, kind, late
    ) AS last ON last.idea = repeated.idea AND last.seq = repeated.seq
),

-- Reactions given once more after the close: they are the ones that were frozen, and not second ones.
again AS (
    SELECT later.idea, later.seq
    FROM latest AS later
    JOIN latest AS frozen ON frozen.idea = later.idea AND frozen.thread = later.thread
                         AND frozen.voter = later.voter AND frozen.kind = later.kind
    WHERE later.late AND NOT frozen.late AND frozen.type = 'cast'
),

-- Every reaction as it stands, and whether its voter has several.
states AS (
    SELECT placed.idea, placed.voter, placed.kind, placed.late, placed.seq, placed.type, placed.given, placed.rule,
           FALSE AS several
    FROM placed
    LEFT JOIN several ON several.target = placed.target AND several.voter = placed.voter
    WHERE several.voter IS NULL
    UNION ALL
    SELECT latest.idea, latest.voter, latest.kind, latest.late, latest.seq, latest.type, latest.given, latest.rule, TRUE
    FROM latest
    LEFT JOIN again ON again.idea = latest.idea AND again.seq = latest.seq
    WHERE again.seq IS NULL
),

-- What excludes a reaction that lives by itself: the first rule that applies.
--   R0 no vote; R1 no account, R2 not a person, R3 the idea's author, R6 younger than the challenge: decided when it
--   was seen; X removed by maintainers, at the idea or where it is counted; R4 outside the voting window; R12 a vote given
--   before the idea was edited, where such votes are void.
judged AS (
    SELECT states.idea, ideas.target, states.voter, states.seq, states.given, states.several, kinds.stance,
           CASE WHEN kinds.stance IS NULL THEN 'R0'
                WHEN states.rule <> '' THEN states.rule
                WHEN everywhere.voter IS NOT NULL OR somewhere.voter IS NOT NULL THEN 'X'
                WHEN states.late OR states.given < challenges.opens THEN 'R4'
                WHEN edits.void AND states.given < edits.edited AND kinds.stance <> 'watch' THEN 'R12'
           END AS rule
    FROM states
    JOIN ideas ON ideas.name = states.idea
    LEFT JOIN challenges ON challenges.challenge = ideas.challenge
    LEFT JOIN kinds ON kinds.kind = states.kind AND kinds.terms = ideas.terms
    LEFT JOIN edits ON edits.idea = states.idea
    LEFT JOIN (SELECT DISTINCT voter FROM exclusions WHERE name IS NULL) AS everywhere ON everywhere.voter = states.voter
    LEFT JOIN (
        SELECT DISTINCT exclusions.voter, reached.idea
        FROM exclusions
        JOIN ideas AS named ON named.name = exclusions.name
        JOIN ideas AS reached ON reached.idea = named.idea OR reached.target = named.idea
    ) AS somewhere ON somewhere.voter = states.voter AND somewhere.idea = states.idea
    WHERE states.type = 'cast'
),

-- Of the reactions that nothing excludes by itself, those of voters with several: torn is a vote of who both supports and
-- opposes; by place they come in order, votes before watching, the earliest first.
sided AS (
    SELECT idea, target, voter, stance, seq, given,
           max(CASE WHEN stance = 'support' THEN 1 ELSE 0 END) OVER person
           + max(CASE WHEN stance = 'oppose' THEN 1 ELSE 0 END) OVER person = 2 AND stance <> 'watch' AS torn
    FROM judged
    WHERE several AND rule IS NULL
    WINDOW person AS (PARTITION BY target, voter)
),
ordered AS (
    SELECT idea, target, voter, stance, seq, given, torn,
           row_number() OVER (
               PARTITION BY target, voter, torn
               ORDER BY CASE WHEN stance = 'watch' THEN 1 ELSE 0 END, given, seq, CASE WHEN idea = target THEN 0 ELSE 1 END, idea
           ) AS place
    FROM sided
),

-- Every reaction with its one outcome: counted, or the rule that excluded it.
--   R8 support and opposition by one account: neither counts; R5 the same account again: its first reaction counts.
outcomes AS (
    SELECT idea, target, voter, stance, seq, given, coalesce(rule, 'counted') AS outcome
    FROM judged
    WHERE rule IS NOT NULL OR NOT several
    UNION ALL
    SELECT idea, target, voter, stance, seq, given, CASE WHEN torn THEN 'R8' WHEN place > 1 THEN 'R5' ELSE 'counted' END
    FROM ordered
),

-- One ballot per person and idea; a vote is a ballot that supports or opposes.
ballots AS (SELECT target, voter, stance, seq FROM outcomes WHERE outcome = 'counted'),
votes AS (
    SELECT ideas.challenge, ballots.voter
    FROM ballots
    JOIN ideas ON ideas.name = ballots.target
    WHERE ballots.stance <> 'watch' AND ideas.challenge IS NOT NULL
)

SELECT 'idea' AS part, idea AS name, 'raw' AS measure, count(*) AS number FROM judged GROUP BY idea
UNION ALL
SELECT 'idea', idea, outcome, count(*) FROM outcomes GROUP BY idea, outcome
UNION ALL
SELECT 'ballots', target, stance, count(*) FROM ballots GROUP BY target, stance
UNION ALL
SELECT 'turnout', challenge, 'voters', count(DISTINCT voter) FROM votes GROUP BY challenge
UNION ALL
SELECT 'turnout', challenge, 'ballots', count(*) FROM votes GROUP BY challenge
UNION ALL
-- Votes that count although the text they were given to was edited later.
SELECT 'edited', outcomes.target, 'before', count(*)
FROM outcomes
JOIN edits ON edits.idea = outcomes.idea
WHERE outcomes.outcome = 'counted' AND outcomes.stance <> 'watch' AND outcomes.given < edits.edited
GROUP BY outcomes.target
UNION ALL
-- Single ballots: the stance, the idea, and the `seq` of the reaction that gives it, whose line names the voter.
SELECT ballots.stance, ballots.target, 'seq', ballots.seq
FROM ballots
JOIN ideas ON ideas.name = ballots.target
JOIN asked ON asked.challenge = coalesce(ideas.challenge, '')
