"""Random contest files, faultless and full of ties, that together use every rule there is.

The same seed always gives the same contest. Figures are coarse, so that teams are often equal and lines often tied.
"""

import random
from decimal import Decimal

TEAMS = ["a", "b", "B", "10", "9", "đb", "da", "ê", "mđ", "lý x", "z.1", "ò"]
JUDGES = ["g1", "g2", "g10", "Ă", "k", "m"]
WEIGHTS = ["1", "1", "1", "0.5", "2", "0", "0.333", "1.25"]
RUNGS = ["section", "criterion", "deductions", "full_mean", "majority", "majority", "round", "decision", "decision"]


def contest(seed):
    """Return a contest file as JSON values."""
    return _Maker(random.Random(seed)).file()


class _Maker:
    def __init__(self, chance):
        self.chance = chance
        self.tidy = chance.random() < 0.75  # nobody missing: so rounds are complete and send teams on
        self.least = 4 if self.tidy else 1  # judges of a panel
        self.unnamed = self.judges()  # who marks where no panel is named

    def judges(self):
        return self.chance.sample(JUDGES, self.chance.randint(self.least, 5))

    def file(self):
        chance = self.chance
        groups = chance.sample(["s", "h", "đ"], chance.choice([0, 1, 2, 2, 3]))
        keys = chance.sample(TEAMS, chance.randint(1, 8))
        teams = [{"key": key, "title": f"Đội {key}"} for key in keys]
        for team in teams:
            if groups and chance.random() < (1 if self.tidy else 0.85):
                team["group"] = chance.choice(groups)
        rounds = []
        for index in range(chance.randint(1, 4)):
            rounds.append(self.round(index, rounds, groups))
        for index, each in enumerate(rounds[:-1]):
            if chance.random() < 0.75:
                each["advance"] = self.advance(chance.choice(rounds[index + 1 :])["key"], groups)
        if chance.random() < 0.2 and len(rounds) > 1:
            each = chance.choice(rounds[:-1])
            each["advance"] = self.advance(rounds[-1]["key"], groups)
        file = {"format": "contest-scores/1", "title": "Ngẫu nhiên", "rounds": rounds, "groups": groups, "teams": teams}
        file["groups"] = [{"key": key, "title": f"Khối {key}"} for key in groups]
        self.records(file, keys, groups)
        for name in ("groups", "entries", "marks", "absences", "points", "adjustments", "decisions"):
            if not file[name] and chance.random() < 0.5:
                del file[name]
        return file

    def round(self, index, earlier, groups):
        chance = self.chance
        made = {"key": f"r{index}", "title": f"Vòng {index}"}
        if chance.random() < 0.4:
            made["rank_style"] = chance.choice(["1224", "1223"])
        if groups and chance.random() < 0.45:
            made["rank_within"] = "group"
        if chance.random() < 0.6:
            stages = ["aggregate", "weighted", "section", "total"]
            made["rounding"] = {
                "mode": chance.choice(["half_up", "half_even"]),
                "places": chance.choice([0, 0, 1, 1, 2, 3]),
                "at": chance.sample(stages, chance.randint(0, 4)),
            }
        if earlier and chance.random() < 0.4:
            made["carry_over"] = [
                {"round": each["key"], **self.maybe("weight", WEIGHTS)}
                for each in chance.sample(earlier, chance.randint(1, min(2, len(earlier))))
            ]
        if chance.random() < 0.4:
            made["judges"] = self.judges()
        least = 0 if made.get("carry_over") else 1
        made["sections"] = [self.section(f"s{number}") for number in range(chance.randint(least, 3))]
        made["tie_break"] = [rung for rung in (self.rung(made, earlier) for _ in range(chance.randint(0, 5))) if rung]
        return made

    def maybe(self, name, values, likely=0.6):
        return {name: self.chance.choice(values)} if self.chance.random() < likely else {}

    def scale(self):
        low, high, step = self.chance.choice(
            [("0", "2", "0.5"), ("0", "3", "1"), ("0", "1", "0.25"), ("-1", "1", "0.5"), ("0", "10", "2.5"),
             ("1", "2", "0.1"), ("0", "6", "3"), ("5", "5", "5")]
        )  # fmt: skip
        return {"min": low, "max": high, "step": step}

    def section(self, key):
        chance = self.chance
        made = {
            "key": key,
            "title": key,
            **self.maybe("weight", WEIGHTS),
            **self.maybe("floor", ["0", "1.005", "-2"], 0.25),
        }
        made |= self.maybe("adjust", ["after_weight", "before_weight"], 0.5)
        if chance.random() < 0.35:
            return {**made, "kind": "points", **self.scale()}
        made["kind"] = "judged"
        made["panel"] = self.panel()
        if chance.random() < 0.25:
            made["judges"] = self.judges()
        made["criteria"] = [
            {"key": f"c{number}", "title": "Tiêu chí", **self.scale(), **self.maybe("weight", WEIGHTS)}
            for number in range(chance.randint(1, 3))
        ]
        return made

    def panel(self):
        chance = self.chance
        method = chance.choice(["mean", "sum", "median", "trimmed", "trimmed", "outlier"])
        made = {"over": chance.choice(["sheet", "criterion"]), "method": method}
        least = 1
        if method == "trimmed":
            made |= {"drop_high": chance.choice([0, 1, 1, 2]), "drop_low": chance.choice([0, 1, 1])}
            least = made["drop_high"] + made["drop_low"] + 1
        if method == "outlier":
            made["max_deviation"] = chance.choice(["0.5", "1", "1.5"] if self.tidy else ["0", "0.25", "1"])
        if chance.random() < 0.4:
            made["min_judges"] = least + (0 if self.tidy else chance.choice([0, 0, 1]))
        return made

    def rung(self, made, earlier):
        chance = self.chance
        by = chance.choice(RUNGS)
        sections = made["sections"]
        if by == "section":
            return {"by": by, "key": chance.choice(sections)["key"]} if sections else None
        if by == "criterion":
            judged = [section for section in sections if section["kind"] == "judged"]
            if not judged:
                return None
            section = chance.choice(judged)
            return {"by": by, "section": section["key"], "key": chance.choice(section["criteria"])["key"]}
        if by == "round":
            return {"by": by, "key": chance.choice(earlier)["key"]} if earlier else None
        return {"by": by}

    def advance(self, to, groups):
        chance = self.chance
        made = {"to": to, "top": chance.randint(1, 5), **self.maybe("at_line", ["all", "none", "ask", "ask"], 0.8)}
        return made | (self.maybe("per_group", [0, 1, 1, 2], 0.6) if groups else {})

    # --- records ---------------------------------------------------------------------------------------------------
    def records(self, file, keys, groups):
        chance = self.chance
        file |= {name: [] for name in ("entries", "marks", "absences", "points", "adjustments", "decisions")}
        for each in file["rounds"]:
            self.flat = chance.choice([0.3, 0.6, 0.96])  # how often marks are the same
            for team in keys:
                self.entry(file, each, team, groups)
                for section in each["sections"]:
                    self.performance(file, each, section, team)
                for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
                    sections = [section["key"] for section in each["sections"]]
                    place = {"section": chance.choice(sections)} if sections and chance.random() < 0.7 else {}
                    points = chance.choice(["-0.5", "-1", "0.5", "1", "-0.25", "0", "-0.333", "3"])
                    file["adjustments"].append(
                        {"round": each["key"], "team": team, "points": points, "reason": "Lý do", **place}
                    )
            for _ in range(chance.choice([0, 0, 1, 2, 3])):
                file["decisions"].append(self.decision(each, keys))
        for name in ("entries", "marks", "absences", "points", "adjustments", "decisions"):
            chance.shuffle(file[name])

    def entry(self, file, each, team, groups):
        chance = self.chance
        if chance.random() < 0.12:
            status = chance.choice(["present", "present", "withdrawn", "no_show", "disqualified"])
            group = self.maybe("group", groups) if groups else {}
            file["entries"].append({"round": each["key"], "team": team, "status": status, **group})

    def performance(self, file, each, section, team):
        chance = self.chance
        place = {"round": each["key"], "team": team, "section": section["key"]}
        missing = 0 if self.tidy else 0.06
        if section["kind"] == "points":
            if chance.random() >= missing:
                file["points"].append({**place, "points": self.mark(section)})
            return
        judges = section.get("judges") or each.get("judges") or self.unnamed
        absent = chance.choice([0, 0.1, 0.3])
        if self.tidy:
            absent = 0 if section["panel"]["method"] == "sum" else chance.choice([0, 0, 0, 0.05])
        for judge in judges:
            dice = chance.random()
            if dice < missing:
                continue
            if dice < missing + absent:
                why = chance.choice(["absent", "recused"])
                file["absences"].append({**place, "judge": judge, "why": why})
            else:
                marks = {criterion["key"]: self.mark(criterion) for criterion in section["criteria"]}
                file["marks"].append({**place, "judge": judge, "marks": marks})

    def mark(self, scale):
        low, high, step = (Decimal(scale[name]) for name in ("min", "max", "step"))
        lowest, highest = int(low / step), int(high / step)
        alike = self.chance.random() < self.flat
        figure = step * (highest if alike else self.chance.randint(lowest, highest))
        return format(figure, "f")

    def decision(self, each, keys):
        chance = self.chance
        named = chance.sample(keys, chance.choice([len(keys), len(keys), chance.randint(1, len(keys))]))
        made = {"round": each["key"], "by": "Trưởng ban giám khảo", "reason": "Câu hỏi phụ"}
        if chance.random() < 0.35:
            cut = chance.randint(0, len(named))
            return {**made, "through": named[:cut], "out": named[cut:]}
        order = []
        while named:
            size = min(len(named), chance.choice([1, 1, 1, 2, 3]))
            part, named = named[:size], named[size:]
            order.append(part if size > 1 or chance.random() < 0.2 else part[0])
        return {**made, "order": order}
