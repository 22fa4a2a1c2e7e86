"""The value of each stage on a question's way, in lines, for `--explain`."""

from __future__ import annotations

from jxquery.language.mentions import Phrase
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.reading import Reading
from jxquery.text.normalise import Text
from jxquery.types import Answer, Query

Stages = tuple[tuple[str, tuple[str, ...]], ...]


def derivation(
    text: Text, reading: Reading, phrases: tuple[Phrase, ...], resolution: Resolution, answer: Answer
) -> Stages:
    """Normal form, mentions with span, rule and score, what the rules made of them, query, template, SQL, sources."""
    mentions = tuple(
        f"{m.start}-{m.end} {m.text} {'|'.join(s.kind for s in m.senses)} 〔{m.rule} {m.score:.1f}〕"
        for m in reading.mentions
    )
    uncovered = tuple(f"{a}-{b} {text.norm[a:b]} 〔没有认出〕" for a, b in reading.uncovered)
    made = tuple(f"{p.text} {'|'.join(s.kind for s in p.senses)} 〔{p.rule}〕" for p in phrases)
    stages: Stages = (
        ("规整", (text.norm,)),
        ("认词", mentions + uncovered),
        (f"读法 {reading.score:.1f}", made),
    )
    match resolution:
        case Query(template):
            params = tuple(f"${name} = {value}" for name, value in answer.params.items())
            sources = tuple(f"第 {s.row + 1} 行 {s.file} {s.place}" for s in answer.sources)
            stages += (("查询", (repr(resolution),)), ("模板", (template,)), ("SQL", (answer.sql, *params)))
            stages += (("来源", sources),)
        case Choices():
            stages += (("几种读法", answer.choices),)
        case NotUnderstood(unused, reason):
            stages += (("没有回答", (*unused, reason)),)
    return stages
