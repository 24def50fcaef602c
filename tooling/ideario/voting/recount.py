"""Recounts a community's votes from its published ledger and site, with nothing but Python 3.11 or newer.

    python recount.py LEDGER SITE

LEDGER is the folder of the ledger (ledger.json, threads.json, *.jsonl), SITE a copy of the site, or of its api/v1.
Follows the chain from the first line, counts by the rule of count.sql, ranks, decides, works out the hashes of the
rules, and compares all of it with what the site says. Exit code 0: what was looked at agrees, and what was not is named;
1: the first value that differs is named; 2: something cannot be read. Runs nothing of what it reads.
"""
import json, re, sys
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from math import fsum, sqrt
from pathlib import Path
VERSION = 1  # of the counting rule, which is written down here once more
LONGEST_LINE, LARGEST_FILE, MOST_STEPS, MOST_OTHERS, MOST_TIED = 65536, 2**29, 100_000, 200, 50
STATE = ("closes", "coarsened", "epoch", "former_head", "key_check", "observed", "sample", "threads")
STANCES, LISTS = ("support", "oppose", "watch"), ("top", "trending", "controversial", "new", "needs_eyes")
TIME, JUDGED = "%Y-%m-%dT%H:%M:%SZ", ("jury", "blend")  # the winner rules by which a jury's scores decide
Differs = type("Differs", (Exception,), {})  # two values that should be the same are not
def same(place, said, found):
    """Compare what is said with what was found, value by value; other fractions than 0 and 1 to ten digits."""
    if isinstance(found, dict) and isinstance(said, dict):
        for key in sorted({*said, *found}):
            same(f"{place}: {key}", said.get(key, "absent"), found.get(key, "absent"))
    elif isinstance(found, list) and isinstance(said, list):
        for number, (one, other) in enumerate(zip(said, found), 1):
            name = other.get("idea", other.get("challenge", number)) if isinstance(other, dict) else number
            same(f"{place}: {name}", one, other)
        same(f"{place}: how many", len(said), len(found))
    elif not (type(found) is float and type(said) in (int, float) and abs(said - found) <= 1e-10 * max(1, abs(found))) and (
            type(said) is not type(found) or said != found):
        raise Differs(f"{place} is {str(said)[:200]!r}, and the recount gives {str(found)[:200]!r}")
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
def digest(text): return sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()
def units(money): return None if money is None else int(money["amount"].replace(".", ""))  # it is written with all its decimals
def read(file):
    with file.open("rb") as opened:
        return json.loads(opened.read(LARGEST_FILE))
# ---- the chain: each line holds the SHA-256 of the line before, and the last one says what ledger.json says
def chain(folder, wanted):
    """The events, ledger.json, the threads, and which of the `wanted` heads the chain had on its way."""
    ledger, threads = read(folder / "ledger.json"), read(folder / "threads.json")["threads"]
    head, seq, number, events, held, line = "0" * 64, 0, 0, [], set(), {}
    for _, _, path in sorted((match[1], int(match[2]), path) for path in folder.iterdir()
                             if (match := re.fullmatch(r"(\d{4}-\d\d)-(\d{2,})\.jsonl", path.name))):
        with path.open("rb") as opened:
            while raw := opened.readline(LONGEST_LINE + 1):
                seq, here = seq + 1, f"{path.name}: line {seq + 1} of the ledger"
                same(f"{here}: its end", raw[-1:], b"\n")
                line = json.loads(raw)
                same(f"{here}: canonical JSON", raw[:-1].decode(), canonical(line))
                same(here, {"prev": line["prev"], "seq": line["seq"]}, {"prev": head, "seq": seq})
                head = digest(raw[:-1])
                held, number = held | (wanted & {head}), number + (line["type"] != "state")
                if line["type"] in ("cast", "withdraw"):
                    moment = line["given" if line["type"] == "cast" else "seen"]
                    same(f"{here}: time", moment, datetime.strptime(moment, TIME).strftime(TIME))
                    names = (sys.intern(line[key]) for key in ("thread", "idea", "voter", "kind"))
                    events.append((seq, line["type"] == "cast", *names, moment, line["rule"]))
                elif line["type"] not in ("erased", "state"):
                    raise Differs(f"{here}: there is no type {str(line['type'])[:200]!r}")
    found = {**{key: line[key] for key in STATE}, "head": head, "lines": seq, "events": number}
    closes = ledger.get("closes") and digest(canonical(ledger["closes"]))
    same("ledger.json", {**{key: ledger.get(key) for key in found}, "closes": closes}, found)
    same("threads.json", digest((folder / "threads.json").read_bytes()), line["threads"])
    return events, ledger, threads, held
# ---- what the site says of ideas, challenges and rules
class Site:
    def __init__(self, api, threads):
        self.tally, self.rules, self.rankings = (read(api / f"{name}.json") for name in ("tally", "rules", "rankings"))
        self.ideas = {one["slug"]: one for one in sorted(read(api / "ideas.json")["ideas"], key=lambda one: one["slug"])}
        self.challenges, self.reviews, self.decisions = ({one[key]: one for one in read(api / f"{name}.json")[name]} for name, key in (
            ("challenges", "slug"), ("reviews", "challenge"), ("decisions", "idea")))
        self.statuses = {one["status"]: one["kind"] for one in read(api / "community.json")["statuses"]}
        self.terms = {**self.rules["hashed"]["challenges"], None: self.rules["hashed"]}
        self.empty = {slug: self.terms[slug].get("empty_ballots", 0) for slug in self.challenges}  # ballots for nothing
        self.threads, self.as_of, self.listed = threads, self.tally["as_of"], {one["name"]: one["ideas"] for one in threads}
        former = {old: idea for idea, one in self.decisions.items() for old in one["former"] if idea in self.ideas}
        self.names = former | {slug: slug for slug in self.ideas}
        known = {*self.names, *(slug for one in threads if one["merged"] is not None for slug in one["ideas"])}
        pulls = [one for one in threads if one["merged"] is None and one["name"].startswith("pull/")]
        apart = {slug for one in pulls for slug in one["ideas"]} - known  # ideas in open pull requests alone
        self.pending = {slug: [one for one in pulls if slug in one["ideas"]] for slug in sorted(apart)}
        self.names |= {slug: slug for slug in apart}
        self.added = [(name, slug) for slug, one in self.decisions.items() for name in one["threads"]]
        self.edits = {one["idea"]: one["edited"] for one in self.tally["ideas"] if one["edited"] is not None}
        self.withheld, self.withheld_votes = ({one[key] for one in self.tally[key + "s"] if one["withheld"]} for key in ("idea", "challenge"))
        open_ones = [one for one in self.challenges.values() if one["phase"] != "closed"]
        if (self.withheld or self.withheld_votes) and not any(one["counts"] == "after-close" for one in open_ones):
            raise Differs("tally.json: numbers are withheld, and no open challenge withholds counts")
        self.ranks_later = {one["slug"] for one in open_ones if "after-close" in (one["ranks"], one["counts"])}
        self.merged = {slug: other if (other := self.decisions.get(slug, {}).get("duplicate_of")) in self.ideas else None for slug in self.ideas}
    def target(self, slug): return self.merged.get(slug) or slug
    def challenge(self, slug): return self.ideas[self.target(slug)]["challenge"] if slug in self.ideas else None
    def kind(self, slug, at="9999"):  # of an idea's status on a day
        changes = [one["status"] for one in self.decisions.get(slug, {}).get("history", ()) if one["date"] <= at[:10]]
        return self.statuses[changes[-1]] if changes else min(self.statuses.values(), key=lambda kind: kind != "open")
    def settings(self, one):  # what is hashed of a challenge
        kept, said = ("kinds", "votes_before_edit", "empty_ballots"), self.terms[one["slug"]]
        return {**{key: said[key] for key in kept if key in said}, "voting": [one["voting"]["opens"], one["voting"]["closes"]],
                "new_accounts": one["new_accounts"], "winners": {**one["winners"], "step": units(one["winners"]["step"])},
                "budget": one["budget"] and {**one["budget"], "amount": units(one["budget"])},
                "criteria": {criterion["id"]: criterion["weight"] for criterion in one["criteria"]},
                **({key: one[key] for key in ("blend", "jury") if one[key]})}
    def hash_of(self, slug): return digest(canonical({"count": VERSION, "challenges": {slug: self.terms[slug]}}))
# ---- the count
def count(site, events):
    """Outcomes by idea; ballots as (idea, voter, stance, moment); votes given before the text was edited, by idea."""
    stands, reached, barred = {}, {}, defaultdict(set)  # how a reaction stood when voting closed, and how it stands since
    for seq, cast, thread, said, voter, kind, moment, rule in events:
        if (thread, said) not in reached:  # the ideas of the thread; where nobody lists it, the one that is named
            names = (*site.listed.get(thread, (said,)), *(slug for name, slug in site.added if name == thread))
            reached[thread, said] = {site.names[name] for name in names if name in site.names}
        for idea in reached[thread, said]:
            late = (challenge := site.challenge(idea)) is not None and moment > site.terms[challenge]["voting"][1]
            stands.setdefault((idea, thread, voter, kind), [None, None])[late] = (seq, moment, rule, late) if cast else None
    for voter, where in ((voter, one["ideas"]) for one in site.rules["exclusions"] for voter in one["voters"]):
        barred[voter] |= {site.names.get(idea) for idea in where} or {"everywhere!"}
    outcomes, united, ballots, before = defaultdict(Counter), defaultdict(list), [], Counter()
    for (idea, _, voter, kind), (frozen, since) in stands.items():
        if frozen or since:
            (seq, given, rule, late), target, terms = frozen or since, site.target(idea), site.terms[site.challenge(idea)]
            early = (stance := terms["kinds"].get(kind)) != "watch" and given < site.edits.get(idea, "")
            reasons = (("R0", stance is None), (rule, rule), ("X", barred.get(voter, set()) & {"everywhere!", idea, target}),
                       ("R4", "voting" in terms and (late or given < terms["voting"][0])),
                       ("R12", early and terms["votes_before_edit"] == "void"))
            if rule := next((name for name, holds in reasons if holds), None):
                outcomes[idea][rule] += 1
            else:
                united[target, voter].append((stance == "watch", given, seq, idea != target, idea, stance, early))
    for (target, voter), group in united.items():
        torn, taken = {"support", "oppose"} <= {one[5] for one in group}, False
        for watch, given, _, _, idea, stance, early in sorted(group):
            outcome = "R8" if torn and not watch else "R5" if taken else "counted"
            outcomes[idea][outcome] += 1
            if outcome == "counted":
                taken, before[target] = True, before[target] + early
                ballots.append((target, voter, stance, given))
    return outcomes, ballots, before
def check_tally(site, ledger, outcomes, ballots, before):
    """All of tally.json, and where other files repeat it."""
    numbers = Counter((one[0], one[2]) for one in ballots)
    votes = [(site.challenge(target), voter) for target, voter, stance, _ in ballots if stance != "watch"]
    cast, people = (Counter(challenge for challenge, _ in found) for found in (votes, set(votes)))
    def standing(slug, withheld):
        excluded = {rule: number for rule, number in outcomes[slug].items() if rule != "counted"}
        values = {"raw": outcomes[slug].total(), "counted": outcomes[slug]["counted"], "excluded": excluded,
                  **{stance: numbers[slug, stance] for stance in STANCES}}
        return {"idea": slug, **(dict.fromkeys(values) if withheld else values), "withheld": withheld}
    ideas = [{**standing(slug, slug in site.withheld), "before_edit": None if slug in site.withheld else before[slug],
              **({} if one["source_id"] is None else {"source_id": one["source_id"]}),
              "edited": site.edits.get(slug), "merged_into": site.merged[slug]} for slug, one in site.ideas.items()]
    def turnout(slug):
        found = {"voters": people[slug] + site.empty[slug], "ballots": cast[slug], "empty": site.empty[slug]}
        return dict.fromkeys(found) if slug in site.withheld_votes else found
    turnouts = [{"challenge": slug, **turnout(slug), "withheld": slug in site.withheld_votes, "phase": one["phase"],
                 "rules": site.hash_of(slug), "kinds": site.terms[slug]["kinds"]} for slug, one in site.challenges.items()]
    withheld = any(one["withheld"] for one in site.tally["pending"]) and bool(site.withheld or site.withheld_votes)
    same("tally.json", site.tally, {
        "schema": 2, "as_of": site.as_of, "ideas": ideas, "challenges": turnouts,
        "ledger": {**{key: ledger[key] for key in ("head", "observed", "epoch", "sample")},
                   "events": None if site.withheld_votes else ledger["events"]},
        "rules": {"hash": digest(canonical(site.rules["hashed"])), "kinds": site.terms[None]["kinds"]},
        "pending_more": {one["name"]: one["more"] for one in site.threads if one.get("more")},
        "pending": [{**standing(slug, withheld), "threads": [one["name"] for one in threads],
                      "opened": min((one["opened"] for one in threads if one["opened"]), default=None)}
                     for slug, threads in site.pending.items()]})
    same("ideas.json", [one["votes"] for one in site.ideas.values()], ideas)
    same("challenges.json", {slug: {key: one[key] for key in turnout(slug)} for slug, one in site.challenges.items()},
         {slug: turnout(slug) for slug in site.challenges})
# ---- rankings
def wilson(part, whole):  # the lower bound of his 95% interval (1927)
    z, n, p = 1.959963984540054, max(1, whole), part / max(1, whole)
    return max(0.0, (p + z * z / (2 * n) - z * sqrt((p * (1 - p) + z * z / (4 * n)) / n)) / (1 + z * z / n)) if part else 0.0
def check_rankings(site, ballots):
    """Every place in rankings.json, and the ranks in ideas.json."""
    now = datetime.strptime(site.as_of, TIME)
    latest, support, numbers, scores = defaultdict(dict), defaultdict(list), Counter(), defaultdict(dict)
    for target, voter, stance, given in ballots:
        if target in site.ideas and target not in site.withheld:
            numbers[target, stance] += 1
            if stance != "watch":
                latest[site.challenge(target)][voter] = max(given, latest[site.challenge(target)].get(voter, ""))
            if stance == "support" and given <= site.as_of:
                support[target].append((now - datetime.strptime(given, TIME)) / timedelta(days=1))
    last = {challenge: sorted(voters.values()) for challenge, voters in latest.items()}
    answered = {slug for one in site.threads if one["answered"] is not None for slug in one["ideas"]}
    slugs, lots = [slug for slug in site.ideas if site.target(slug) == slug], {}
    for slug in slugs:  # scores are (what decides, greatest first; what is shown: score, count, among)
        idea, challenge = site.ideas[slug], site.challenge(slug)
        lots[slug] = digest((min(site.as_of, site.terms[challenge]["voting"][1]) if challenge else site.as_of)[:10] + "|" + slug)
        if arrived := idea["arrived"] and datetime.strptime(idea["arrived"], TIME):
            scores["new"][slug] = arrived, None, None, None
        if slug in site.withheld or challenge in site.ranks_later:
            continue
        up, down, watch = (numbers[slug, stance] for stance in STANCES)
        voters = max(len(last.get(challenge, ())) - bisect_left(last.get(challenge, ()), idea["arrived"] or ""), up + down)
        scores["top"][slug] = wilson(up, voters), wilson(up, voters), up, voters
        if (recent := sum(age <= 7 for age in support[slug])) >= 3:
            fast, slow = (fsum(2 ** (-age / half) for age in support[slug]) for half in (3, 21))
            scores["trending"][slug] = (score := 2 * (sqrt(fast + 3 / 8) - sqrt(slow / 7 + 3 / 8))), score, recent, len(support[slug])
        if min(up, down) >= 3:
            scores["controversial"][slug] = (score := 2 * wilson(min(up, down), up + down)), score, down, up + down
        if arrived and now - arrived >= timedelta(days=1) and site.kind(slug) == "open":
            scores["needs_eyes"][slug] = (-(acted := up + down + watch + (slug in answered)), now - arrived), None, acted, None
    def places(scored, group):
        first, order = {}, sorted(sorted(scored.keys() & group, key=lots.get), key=lambda slug: scored[slug][0], reverse=True)
        return [{"rank": first.setdefault(scored[slug][0], number), "idea": slug,
                 **dict(zip(("score", "count", "among"), scored[slug][1:]))} for number, slug in enumerate(order, 1)]
    def listed(slug, challenge):  # whether it can still be chosen; in a challenge that has closed, whether it could then
        closes = site.terms[challenge]["voting"][1] if challenge else "9999"
        return site.kind(slug) in ("open", "active") if site.as_of <= closes else site.kind(slug, closes) != "declined"
    found = []
    for challenge in (*site.challenges, None):
        group = [slug for slug in lots if challenge in (None, site.ideas[slug]["challenge"]) and listed(slug, challenge)]
        found.append({"challenge": challenge, **{name: places(scores[name], group) for name in LISTS}})
    said = [{key: one[key] for key in one if key not in ("done", "declined")} for one in site.rankings["rankings"]]
    same("rankings.json", [site.rankings["as_of"], *said], [site.as_of, *found])
    ranks = {place["idea"]: place["rank"] for one in found[:-1] for place in one["top"]}
    same("ideas.json", {slug: [one["rank"], one["duplicate_of"], one["status_kind"]] for slug, one in site.ideas.items()},
         {slug: [ranks.get(slug), site.merged[slug], site.kind(slug)] for slug in site.ideas})
# ---- winners
def shares(costs, groups, share, key):
    """The Method of Equal Shares. `groups` are voters who support the same ideas, and so always have the same money."""
    money, fans = dict.fromkeys(groups, share), {idea: [group for group in groups if idea in group] for idea in costs}
    people = {idea: sum(groups[group] for group in fans[idea]) for idea in costs}
    left, found = {idea: Fraction(people[idea]) for idea in costs if people[idea]}, []
    def price(idea):  # what each pays who can, and from whom it takes everything; None where there is not enough
        missing, count, poor, amount = Fraction(costs[idea]), people[idea], set(), None
        for amount in sorted({money[group] for group in fans[idea]}):
            if amount * count > missing:
                return missing / count, poor
            poor |= (members := {group for group in fans[idea] if money[group] == amount})
            missing, count = missing - amount * sum(map(groups.get, members)), count - sum(map(groups.get, members))
        return None if missing else (amount, poor)
    while True:
        best, most = {}, Fraction(0)
        for idea in sorted(left, key=left.get, reverse=True):
            if left[idea] < most:  # effective votes only fall
                break
            offer = price(idea)
            left[idea] = costs[idea] / offer[0] if offer else Fraction(0)
            if offer and left[idea] >= most:
                best, most = {**(best if left[idea] == most else {}), idea: offer}, left[idea]
        if not best:
            return found, {idea: Fraction(sum(groups[group] * money[group] for group in fans[idea])) for idea in costs}
        idea, *over = sorted(best, key=key)
        (paid, poor), short = best[idea], sum(map(groups.get, best[idea][1]))
        found.append((idea, left.pop(idea), paid, people[idea] - short, short, over))
        money.update((group, Fraction(0) if group in poor else money[group] - paid) for group in fans[idea])
def jury(site, slug):
    """What jurors give each idea: (mean, how many); with who judges what by lot, and whether they show what they sealed."""
    one, said, found, count = site.challenges[slug], site.reviews[slug], defaultdict(list), Counter()
    weights, each, jurors = site.terms[slug]["criteria"], one["jury"]["each"], {one["juror"].lower(): one for one in said["jury"]}
    ideas = [idea for idea in site.ideas if site.ideas[idea]["challenge"] == slug
             and site.kind(idea, one["submission"]["closes"]) not in ("declined", "duplicate")]
    each, held = len(ideas) if each is None else each, dict.fromkeys(sorted(jurors))
    lots = {(juror, idea): digest(f"{one['winners']['seed'] or ''}|{juror}|{idea}") for juror in held for idea in ideas}
    for juror in held:  # one after the other, each of the ideas that the fewest have
        held[juror] = set(sorted(ideas, key=lambda idea: (count[idea], lots[juror, idea]))[:each])
        count.update(held[juror])
    for idea in ideas:  # what somebody has a stake in is for others
        gone = [juror for juror in held if idea in held[juror] and idea in jurors[juror]["aside"]]
        free = sorted((lots[juror, idea], juror) for juror in held if idea not in {*held[juror], *jurors[juror]["aside"]})
        for juror in (*gone, *(juror for _, juror in free[:len(gone)])):
            held[juror] ^= {idea}
    same(f"reviews.json: {slug}: jury", {juror: jurors[juror]["ideas"] for juror in held}, {juror: sorted(held[juror]) for juror in held})
    for card in (card for card in said["scorecards"] if card["scores"]):
        juror, scores = card["reviewer"].lower(), {one["idea"]: one["criteria"] for one in card["scores"]}
        sealed = {"challenge": jurors[juror]["sealed_for"], "juror": juror, "salt": jurors[juror]["salt"], "scores": scores}
        same(f"reviews.json: {slug}: seal of {juror}", jurors[juror]["seal"], digest(canonical(sealed)))
        for idea, given in ((idea, {name: scores[idea][name] for name in scores[idea] if name in weights}) for idea in scores):
            if given and idea in held[juror]:
                found[idea].append(Fraction(sum(weights[name] * given[name] for name in given), sum(map(weights.get, given))))
    return {idea: (sum(given) / len(given), len(given)) for idea, given in found.items()}
def exact(number): return f"{number.numerator}/{number.denominator}"
def decide(site, slug, ballots):
    """The result of a challenge as results.json has it, but for what it says of flagged ballots."""
    one, rule, approved, had, tied, told = site.challenges[slug], site.terms[slug]["winners"], defaultdict(set), {}, {}, {}
    for target, voter, stance, _ in ballots:
        if stance != "watch" and site.challenge(target) == slug:
            approved[voter] |= {target} if stance == "support" else set()
    voters, groups = len(approved) + site.empty[slug], Counter(map(frozenset, approved.values()))
    money, currency = units(one["budget"]) or 0, one["budget"] and one["budget"]["currency"]
    decimals = len(one["budget"]["amount"].partition(".")[2]) if currency else 0
    slugs = [idea for idea in site.ideas if site.target(idea) == idea and site.challenge(idea) == slug]
    support = {idea: sum(number for group, number in groups.items() if idea in group) for idea in slugs}
    costs = {idea: units(cost) if (cost := site.ideas[idea]["cost"]) and cost["currency"] == currency else None for idea in slugs}
    judged, marks = rule["rule"] in JUDGED, ("scores", "cost", "lot") if rule["rule"] in JUDGED else ("cost", "support", "lot")
    scores = {**dict.fromkeys(slugs, (None, 0)), **(jury(site, slug) if judged else {})}
    worth = {idea: scores[idea][0] or Fraction(0) if judged else support[idea] for idea in slugs}  # what it is ranked by
    if rule["rule"] == "blend":
        crowd, experts, people = one["blend"]["crowd"], one["blend"]["experts"], max(1, voters)
        worth = {idea: (crowd * Fraction(support[idea], people) + experts * worth[idea] / 10) / (crowd + experts) for idea in slugs}
    def key(idea):
        first = (-scores[idea][1], costs[idea] or 0) if judged else (costs[idea] or 0, -support[idea])
        return *first, digest(f"{rule['seed'] or ''}|{idea}")
    def by_worth(ideas): return sorted(ideas, key=lambda idea: (-worth[idea], key(idea)))
    def shown(number, more=decimals):  # with four decimals more where it is not whole, half to even
        places = more + (0 if Fraction(number).denominator == 1 else 4)
        text = f"{abs(round(number * 10 ** (places - more))):0{places + 1}}"
        return "-" * (number < 0) + text[:len(text) - places] + "." * (places > 0) + text[len(text) - places:]
    def paid(number): return {"amount": shown(number), "currency": currency}
    def tie(idea, first, other):  # by what two were told apart that tied
        by = next(step for step, mine, theirs in zip(marks, key(first), key(other)) if mine != theirs)
        return {"idea": idea, "by": "no-cost" if by == "cost" and costs[first] is None else by}
    def bar(idea):  # why it cannot win, whatever the others have
        share, whole = Fraction(support[idea], max(1, voters)), Fraction(rule["proportional_quorum"] or 0)
        reasons = {"declined": site.kind(idea, site.terms[slug]["voting"][1]) == "declined",
                   "too-few-scores": judged and scores[idea][1] < one["jury"]["minimum"],
                   "no-cost": rule["rule"] in ("greedy", "equal-shares") and costs[idea] is None,
                   "minimum-support": support[idea] < max(not judged, rule["minimum_support"]),
                   "quorum": share < Fraction(rule["quorum"] or 0),
                   "proportional-quorum": money and share < whole * Fraction(costs[idea] or 0, money)}
        return next((why for why, holds in reasons.items() if holds), None)
    def win(idea, over, **more):
        over, (mean, jurors) = [tie(other, idea, other) for other in sorted(over[:MOST_TIED])], scores[idea]
        score = {} if mean is None else {"score": exact(worth[idea]), **({"jury": exact(mean)} if rule["rule"] == "blend" else {})}
        return {"idea": idea, "support": support[idea], **({"scores": jurors} if judged else {}), **score, **more,
                **({} if costs[idea] is None else {"cost": paid(costs[idea])}), **({"over": over} if over else {})}
    def greedy(ideas, left, most=None, **more):  # the most supported first, each that still fits
        wins, ranked = [], by_worth(ideas)
        for place, idea in enumerate(ranked, 1):
            if place <= most if left is None else costs[idea] <= left:
                left = left if left is None else left - costs[idea]
                wins.append(win(idea, [one for one in ranked[most or place:] if worth[one] == worth[idea]], **more))
                continue
            had.update({} if left is None else {idea: left})
            tied.update({idea: wins[-1]["idea"]} if wins and worth[wins[-1]["idea"]] == worth[idea] else {})
        return wins
    ideas, barred = [idea for idea in slugs if not bar(idea)], {idea: why for idea in slugs if (why := bar(idea))}
    if rule["rule"] != "equal-shares":
        wins = greedy(ideas, *((money,) if rule["rule"] == "greedy" else (None, rule["count"])))
    else:
        priced, steps, ended = {idea: costs[idea] for idea in ideas if costs[idea]}, 0, "done"
        share, step = Fraction(money, max(1, voters)), rule["step"] or 10**decimals
        bought, rest = shares(priced, groups, share, key)
        while rule["completion"] in ("add1", "add1e") and ended == "done":
            missing = [cost for idea, cost in priced.items() if idea not in {purchase[0] for purchase in bought}]
            more = shares(priced, groups, share + (steps + 1) * step, key)
            over = sum(priced[one[0]] for one in more[0]) > money or steps >= MOST_STEPS
            full = rule["completion"] == "add1e" and min(missing, default=0) > money - sum(priced[one[0]] for one in bought)
            ended = ("everything-wins" if not missing else "nothing-fits" if full else "next-overspends" if over else "done")
            bought, rest, steps = (*more, steps + 1) if ended == "done" else (bought, rest, steps)
        wins = [win(one[0], one[5], votes=shown(one[1], 0), paid=paid(one[2]), full=one[3], short=one[4]) for one in bought]
        had.update((idea, rest[idea]) for idea in priced.keys() - {purchase[0] for purchase in bought})
        tied.update((other, one[0]) for one in bought for other in one[5])
        if rule["completion"] == "utilitarian":
            others, _ = list(had), had.clear()
            wins += greedy(others, money - sum(costs[won["idea"]] for won in wins), completed=True)
        wins += [win(idea, ()) for idea in ideas if not costs[idea]]
        told = {"shares": {"share": paid(share + steps * step), "step": paid(step), "steps": steps, "ended": ended}}
    why = {"greedy": "no-room", "equal-shares": "no-room" if rule["completion"] == "utilitarian" else "no-money"}.get(rule["rule"], "rank")
    others = [win(idea, (), why=barred.get(idea) or ("tie" if why == "rank" and idea in tied else why),
                  **({"had": paid(Fraction(had[idea] * 10_000 // 1, 10_000))} if idea in had else {}),  # rounded downwards
                  **({"tied": tie(tied[idea], tied[idea], idea)} if idea in tied else {}))
              for idea in by_worth(set(slugs) - {won["idea"] for won in wins})]
    spent = sum(costs[won["idea"]] or 0 for won in wins)
    return {"rules": site.hash_of(slug), "voters": voters, "winners": wins, "others": others[:MOST_OTHERS],
            **({"spent": paid(spent), "left": paid(money - spent)} if currency else {}), **told}
def check(folder, api):
    """Everything, then what was looked at and what was not."""
    results = read(api / "results.json")["results"]
    events, ledger, threads, held = chain(folder, {one["result"]["ledger"] for one in results})
    site, apart = Site(api, threads), []
    same("rules.json: hashed", site.rules["hashed"], {
        **{key: site.terms[None][key] for key in ("kinds", "votes_before_edit")}, "count": VERSION,
        "challenges": {slug: site.settings(one) for slug, one in site.challenges.items()}})
    outcomes, ballots, before = count(site, events)
    check_tally(site, ledger, outcomes, ballots, before)
    check_rankings(site, ballots)
    for slug, one in ((one["challenge"], one) for one in results):
        often = one["result"].get("shares", {}).get("steps", 0) > MOST_STEPS
        why = one["reason"] or ("its shares were raised too often" if often else "made from another ledger, or in an epoch before")
        if one["recounted"] and one["result"]["ledger"] in held and not often:
            said = {key: one["result"][key] for key in one["result"] if key not in ("ledger", "observed", "flagged")}
            same(f"results.json: {slug}", said, decide(site, slug, ballots))
        else:
            apart.append(f"; the result of {slug} ({why})")
    print(f"The chain holds: {ledger['lines']} lines, head {ledger['head']}.\nCounted again and the same: {len(site.ideas)} "
          f"ideas, {len(site.challenges)} challenges, rankings, {len(results) - len(apart)} results, as of {site.as_of}.")
    apart += [f"; {len(site.withheld)} ideas, whose numbers are withheld until a close"] * bool(site.withheld)
    print("Not looked at: whether the ledger has every reaction and the site every idea; when ideas and seals came in and texts were "
          "edited; what is done or declined; flags; experts that decide nothing; tables and .pb files" + "".join(apart) + ".")
def main(arguments):
    if len(arguments) != 2:
        return print(__doc__) or 2
    try:
        check(Path(arguments[0]), api if (api := Path(arguments[1], "api", "v1")).is_dir() else Path(arguments[1]))
    except (Differs, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        print(f"DIFFERS: {error}" if isinstance(error, Differs) else f"CANNOT BE RECOUNTED: {type(error).__name__}: {str(error)[:300]}")
        return 1 if isinstance(error, Differs) else 2
    return 0
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
