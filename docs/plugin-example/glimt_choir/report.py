"""A report format: the days as a list to hang on the wall. It names nobody."""

from glimt_tui.reports.answer import Answers

_MARKS = {"ok": "✓", "advice": "!", "unknown": "?", "violation": "✗"}


def wall(answers: Answers) -> str:
    """Each judged visit on a line: time, room, how many come, and its verdict."""
    texts, lines = answers.texts, []
    for answer in answers.plans:
        if answer.judgement is None:  # the plan was wrong, which is told on standard error
            continue
        facts, verdicts = answer.judgement.facts, answer.judgement.verdicts
        day = None
        for slot in answer.judgement.judged:
            visit = facts.visits[slot]
            if facts.date_of(slot) != day:
                day = facts.date_of(slot)
                lines += ["", f"{texts.weekday(day)} {texts.date(day)}"]
            start, room = texts.clock(facts.clock(slot)), visit.room or "–"
            mark = _MARKS[verdicts[visit.id]]
            lines.append(f"  {mark} {start}  {room:<16} {len(facts.people[slot])}")
    return "\n".join(lines).strip("\n") + "\n"
