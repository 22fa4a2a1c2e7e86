"""What an alias may be, and why another text may not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

from jxquery.errors import UsageError
from jxquery.language.lexicon import Lexicon, meanings
from jxquery.language.mentions import Cond, Pick, Sense
from jxquery.language.reading import read
from jxquery.language.recognise import Candidates
from jxquery.text.normalise import normalise, plain
from jxquery.types import All, Cmp, Col, Lit, Named, Pred, Some

LONGEST = 40
_SHORTEST = 2
_SHOWN = 3
_CLOSE = 0.4
_QUOTES = frozenset("\"'`“”‘’„‚‟‛«»‹›「」『』《》〈〉〝〞〟＂＇｀﹁﹂﹃﹄")
_BRACKETS = frozenset("()[]")  # 智慧检务（二期）
_ANOTHER = "请换一个别名。"
_WHAT = "别名要指一个名称、类别、取值、字段或表，写它的全称。"


def misspelt(alias: str) -> str:
    """What is wrong with the text of an alias; empty when nothing is."""
    form = plain(alias)
    if not alias.strip():
        return "别名不能是空的。"
    if _hidden(alias):
        return "别名里不能有换行、控制字符或看不见的字符。"
    if any(char in _QUOTES for char in alias):
        return "别名里不能有引号。"
    if max(len(alias), len(form)) > LONGEST:
        return f"别名最多 {LONGEST} 个字，这个有 {max(len(alias), len(form))} 个。"
    if len(form) < _SHORTEST or not any(char.isalpha() for char in form):
        return f"别名至少要 {_SHORTEST} 个字，其中要有文字。"
    if any(not char.isalnum() and char not in _BRACKETS for char in (form[0], form[-1])):
        return "别名的开头和结尾要是文字或数字。"
    return ""


def objection(alias: str, target: str, lexicon: Lexicon) -> UsageError | None:
    """Why the alias cannot mean the target; None when it can, or does so already.

    It may be written wrongly or mean something else, and the target may be nothing or several things.
    """
    if wrong := misspelt(alias):
        return UsageError(wrong, hint=_ANOTHER)
    if not target.strip() or _hidden(target):
        return UsageError("没有写清楚别名指什么。", hint=_WHAT)
    known = lexicon.aliases.get(plain(alias))
    if known is None:
        return _taken(alias, lexicon) or _unclear(target, lexicon)
    if plain(known) == plain(target):
        return None
    return UsageError(
        f"「{alias}」已经是「{known}」的别名。", hint=f"要改指别的，先删掉它：jxquery alias remove {alias}"
    )


def remark(alias: str, target: str, lexicon: Lexicon) -> str:
    """What has come between a kept alias and its target since it was added; empty when nothing has."""
    if plain(target) in lexicon.aliases:
        return f"「{target}」本身是别名"
    things = meanings(target, lexicon.words, lexicon.names, lexicon.schema)
    if not things:
        return f"已载入的数据里没有「{target}」"
    if len(things) > 1:
        return f"「{target}」有几个意思"
    if set(meanings(alias, lexicon.words, lexicon.names, lexicon.schema)) != set(things):
        return "已载入的数据里也有叫这个的"
    return ""


def holding(alias: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The first names in the data that the alias is a part of: said alone it meant them."""
    return tuple(dict.fromkeys(n.value for n in lexicon.names.containing(plain(alias))))[:_SHOWN]


def _hidden(text: str) -> bool:
    return any(not char.isprintable() and unicodedata.category(char) != "Zs" for char in text)


def _taken(alias: str, lexicon: Lexicon) -> UsageError | None:
    """What the alias means already: as a word or name of the data, a word of the language, or several of them."""
    text = normalise(alias)
    things = meanings(alias, lexicon.words, lexicon.names, lexicon.schema)
    if things:
        return UsageError(f"「{alias}」已经表示{'、'.join(map(_described, things))}。", hint=_ANOTHER)
    if text.norm in lexicon.words or text.norm in lexicon.vocabulary:
        return UsageError(f"「{alias}」是提问用的词，不能作别名。", hint=_ANOTHER)
    mentions = Candidates(text, lexicon).mentions
    closed = [m for m in mentions if m.rule in {"word", "number", "year"} or m.text in lexicon.words]
    reading = read(len(text.norm), closed)
    if reading.uncovered:
        return None
    said = "".join(f"「{m.text}」" for m in reading.mentions)
    return UsageError(f"「{alias}」已经读得懂，读作{said}，不能作别名。", hint=_ANOTHER)


def _unclear(target: str, lexicon: Lexicon) -> UsageError | None:
    """A target that is nothing in the data, or several things."""
    own = lexicon.aliases.get(plain(target))
    if own is not None:
        return UsageError(f"「{target}」本身是别名。", hint=f"请写它指的「{own}」。")
    things = meanings(target, lexicon.words, lexicon.names, lexicon.schema)
    if len(things) == 1:
        return None
    if things:
        said = f"「{target}」有几个意思：{'；'.join(map(_described, things))}。"
        return UsageError(said, hint="请写只有一个意思的名称。")
    held = holding(target, lexicon)
    if held:
        return UsageError(f"没有正好叫「{target}」的。", hint=f"含有它的有：{'、'.join(held)}。请写其中一个。")
    near = tuple(dict.fromkeys(_near(target, lexicon)))[:_SHOWN]
    hint = f"相近的有：{'、'.join(near)}。" if near else _WHAT
    return UsageError(f"已载入的数据里没有「{target}」。", hint=hint)


def _near(target: str, lexicon: Lexicon) -> Iterator[str]:
    form = plain(target)
    things = [w for w in lexicon.words if meanings(w, lexicon.words, lexicon.names, lexicon.schema)]
    yield from get_close_matches(form, things)
    names = {name.form: name.value for name in lexicon.names.sharing(form)}
    yield from (names[found] for found in get_close_matches(form, names, cutoff=_CLOSE))


def _described(sense: Sense) -> str:
    match sense.value:
        case Col(table, name):
            return f"{table}的{name}"
        case Pick(_, pred) | Cond(_, pred):
            return _said(pred)
        case _:
            return f"「{sense.value}」表"


def _said(pred: Pred) -> str:
    match pred:
        case Named(col, values):
            return "、".join(f"{col.name}「{value}」" for value in values)
        case Cmp(Col(_, name), _, Lit(value)):
            return f"{name}「{value}」"
        case All(of) | Some(of):
            return "、".join(map(_said, of))
        case _:
            return "一个条件"
