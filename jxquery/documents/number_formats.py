"""A number of a sheet as its cell shows it: 0.99 formatted as a percent is 99%, a day is 2024年5月1日.

The number itself is never rounded: where the cell shows fewer decimals than it holds, all of them are given, up to the
fifteen digits that Excel counts with. Thousands separators are left out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

# As numbers come out of a file: a day already told from a number, or not.
Stored: TypeAlias = float | dt.datetime | dt.date | dt.time | dt.timedelta

GENERAL = "General"
_DIGITS = 15
_YEAR, _MONTH, _DAY = 'yyyy"年"', 'm"月"', 'd"日"'
# The formats that files name by number only, as a Chinese Excel shows them.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    **dict.fromkeys((5, 6, 7, 8, 37, 38, 39, 40, 41, 42, 43, 44), "#,##0.00"), 48: "0.0E+0", 49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR + _MONTH), **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH + _DAY),
    30: "m/d/yy", 31: _YEAR + _MONTH + _DAY, **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<place>[0#?]+(?:[.,0#?]*[0#?])?,*|\.[0#?]+)|(?P<exponent>[Ee][+-])|(?P<percent>%)|(?P<date>y+|m+|d+|h+|s+|a{3,4})"
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<other>.)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"[<>=]")
_TIMES = frozenset("hs")
_FIRST_LEAP_BUG = 60  # Excel counts a 29 February 1900 that never was


@dataclass(frozen=True, slots=True)
class Shown:
    """The text, and why it may not be what the cell shows."""

    text: str
    doubt: str = ""


def show(value: Stored, code: str, *, since_1904: bool = False) -> Shown:
    """A number or a day by the format of its cell."""
    section = _section(code or GENERAL, value)
    tokens = list(_TOKEN.finditer(section))
    if isinstance(value, (int, float)) and not (
        any(token["date"] for token in tokens) and not any(token["place"] or token["general"] for token in tokens)
    ):
        return _number(Decimal(format(value, f".{_DIGITS}g")), tokens, code)
    moment = _moment(value, since_1904=since_1904)
    if moment is None:
        return Shown(_plain(Decimal(str(value))) if isinstance(value, (int, float)) else str(value))
    return Shown(_day(moment, tokens))


def _section(code: str, value: Stored) -> str:
    """The part of a format that is for this value: positive; negative; zero."""
    parts: list[str] = re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)', code)
    if not isinstance(value, (int, float)) or len(parts) < 2 or any(map(_conditional, parts)):  # noqa: PLR2004
        return parts[0] if parts else ""
    if value < 0:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]  # noqa: PLR2004


def _conditional(part: str) -> bool:
    return any(_CONDITION.match(token["bracket"] or "") for token in _TOKEN.finditer(part))


def _number(value: Decimal, tokens: list[re.Match[str]], code: str) -> Shown:
    places = [token["place"] or token["general"] for token in tokens if token["place"] or token["general"]]
    as_text = any(token["other"] == "@" for token in tokens)
    odd = _conditional(code) or any(token["other"] == "/" for token in tokens)
    if len(places) != 1 or odd or places[0].endswith(","):
        plain = _plain(value)
        hides = not places and not as_text and value != 0
        said = f"数字格式「{code}」显示的可能不是 {plain}" if len(places) > 1 or odd or places else ""
        return Shown(plain, said or (f"数字格式「{code}」不显示 {plain}" if hides else ""))
    percent = any(token["percent"] for token in tokens)
    written = _plain(value * 100 if percent else value)
    sign, written = ("-", written[1:]) if written.startswith("-") else ("", written)
    whole = places[0].split(".")[0].replace(",", "")
    needed = whole.count("0") if places[0] != GENERAL else 0
    integer, dot, rest = written.partition(".")
    text = "".join(
        f"{integer.zfill(needed)}{dot}{rest}" if token["place"] or token["general"] else _literal(token)
        for token in tokens
        if value > 0 or _literal(token) not in {"(", ")", "-", "（", "）"}
    )
    return Shown(sign + text.strip())


def _literal(token: re.Match[str]) -> str:
    if token["percent"]:
        return "%"
    literal = token["quoted"] or token["escaped"] or token["symbol"] or ""
    other = token["other"] or ""
    return literal or ("" if other in {"@", "!"} else other)


def _plain(value: Decimal) -> str:
    """All digits, no exponent, no zeros behind."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _moment(value: Stored, *, since_1904: bool) -> dt.datetime | None:
    match value:
        case dt.datetime():
            return value
        case dt.date():
            return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 — a sheet knows no time zone
        case dt.time():
            return dt.datetime.combine(dt.date(1900, 1, 1), value)
        case dt.timedelta():
            return None
    days = value + (1462 if since_1904 else 0)
    if not 0 <= days < 2_958_466:  # noqa: PLR2004 — the last day that a sheet knows, 9999-12-31
        return None
    start = dt.datetime(1899, 12, 31 if days < _FIRST_LEAP_BUG else 30)  # noqa: DTZ001
    return start + dt.timedelta(seconds=round(days * 86_400))


def _day(moment: dt.datetime, tokens: list[re.Match[str]]) -> str:
    """The day by its tokens; after hours, m is minutes."""
    parts = []
    has_time = False
    tokens = [token for token in tokens if not token["half"]]
    for n, token in enumerate(tokens):
        kind = (token["date"] or "").lower()
        if not kind:
            parts.append("" if token["bracket"] else _literal(token))
            continue
        after = next((t["date"].lower() for t in tokens[n + 1 :] if t["date"]), "")
        minutes = kind[0] == "m" and (has_time or after.startswith("s"))
        parts.append(_part(moment, kind, minutes=minutes))
        has_time = kind[0] in _TIMES or (has_time and minutes)
    return "".join(parts).strip() or moment.isoformat(" ")


def _part(moment: dt.datetime, kind: str, *, minutes: bool) -> str:
    if kind[0] == "y":
        return f"{moment.year:04d}"  # a year of two digits is no year
    if kind[0] == "a":
        return "星期" + "一二三四五六日"[moment.weekday()]
    value = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}
    return f"{value[kind[0]]:02d}" if len(kind) == 2 else str(value[kind[0]])  # noqa: PLR2004
