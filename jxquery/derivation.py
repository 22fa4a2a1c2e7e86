"""The value of each stage on a question's way, for `--explain`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from jxquery.language.mentions import Mention, Phrase
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.reading import Reading
from jxquery.text.normalise import Text
from jxquery.types import Answer, Query

SHOWN = 2
"""So many of what lost against each mention are enough to see why."""

Stages = tuple[tuple[str, tuple[str, ...]], ...]


class Derivation(Struct, frozen=True):
    """The value of each stage. Iterated, it gives their names with their values in lines; few ever look."""

    text: Text
    reading: Reading
    phrases: tuple[Phrase, ...]
    resolution: Resolution
    answer: Answer

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return iter(_stages(self.text, self.reading, self.phrases, self.resolution, self.answer))


def _stages(
    text: Text, reading: Reading, phrases: tuple[Phrase, ...], resolution: Resolution, answer: Answer
) -> Stages:
    """Normal form, mentions, what lost against them, what the rules made of them, query, template, SQL, sources."""
    mentions = tuple(_mention(m) for m in reading.mentions)
    uncovered = tuple(f"{a}-{b} {text.norm[a:b]} 〔没有认出〕" for a, b in reading.uncovered)
    made = tuple(f"{p.text} {'|'.join(s.kind for s in p.senses)} 〔{p.rule}〕" for p in phrases)
    stages: Stages = (
        ("规整", (text.norm,)),
        ("认词", mentions + uncovered),
        ("没有选", _rejected(reading)),
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


def _mention(mention: Mention) -> str:
    """Its span, text, kinds, rule and score."""
    kinds = "|".join(s.kind for s in mention.senses)
    return f"{mention.start}-{mention.end} {mention.text} {kinds} 〔{mention.rule} {mention.score:.1f}〕"


def _rejected(reading: Reading) -> tuple[str, ...]:
    """The next best covers, and what lost nearest for each stretch, with the score of the best cover that holds it."""
    covers = dict.fromkeys((*reading.rivals, reading.next) if reading.next is not None else reading.rivals)
    said = tuple(f"次好 {cover.score:.1f}：{' '.join(m.text for m in cover.mentions)}" for cover in covers)
    shown: list[str] = []
    for chosen in reading.mentions:
        lost = (r for r in reading.rejected if r.mention.start < chosen.end and chosen.start < r.mention.end)
        shown += [f"{_mention(r.mention)} 整句 {r.score:.1f}" for r in islice(lost, SHOWN)]
    return (*said, *dict.fromkeys(shown))
