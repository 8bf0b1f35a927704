"""docs/search.md, made from the tables of the code: `python -m api.search_page`."""

from pathlib import Path

from api.filter_faults import MESSAGES
from domain.search.fields import FIELDS, ORDERED, Field
from domain.search.places import AREAS

PAGE = Path(__file__).parent.parent / "docs" / "search.md"

HEAD = """# Search

Made by `python -m api.search_page`; not to be edited.

`POST /v1/search`, `GET /v1/search`, `renmai search`. A filter is text or JSON; both mean the same, and either can be
turned into the other. Whoever was erased or merged into another is not found.

## As text

```
skill:java years>=5 intent:open active:6m "供应链"
年限>=3 SaaS产品 技能:B端设计 意向:观望 互动:6个月
地区:华南 年限<=5 职位:算法工程师
consent:marketing/email (tier:a,b or owner:zoe) -city:上海
```

```
filter   = together { ("or" | 或) together }
together = one { ["and" | 且] one }
one      = ("not" | 非 | "-") one | "(" filter ")" | term
term     = FIELD SIGN value { "," value } | word | quoted
SIGN     = ":" | ">=" | "<=" | ">" | "<"         full-width and ≥ ≤ too; `=` is `:`
quoted   = "…" | “…” | 「…」                      in "…" a backslash keeps the next character
```

* Terms side by side must all hold. Of several values after one field, one must hold.
* A word or a quoted phrase without a field is looked for anywhere. Chinese is found by any part of a phrase, in
  simplified or traditional characters; Latin words whole, without case and accents, and with `*` at the end by their
  beginning.
* A name is found in its script, in pinyin (`wang xiaoming`, `wangxiaoming`, `xiao ming`) and by initials (`wxm`).
* A well-known city is one by all its names (`北京`, `beijing`, `peking`), in answers and in counts, which tell the
  commonest. Cities that sound alike are found together by the sound alone: `city:fuzhou` finds 抚州, `city:福州` not.
* A moment takes a length of time (`active:6m`: within the last six months; d, w, m, y, 天, 周, 个月, 年) or a date
  (`added:2025-03`, `added>=2025-03-01`). Whoever has no such moment does not fit, and fits its `not`.

## As JSON

`{"field": F, "op": SIGN, "value": V}` (`op` is `:` if left out; `value` may be a list), joined by `{"all": […]}`,
`{"any": […]}` and `{"not": …}`. Nothing else is taken.

## Fields

"""

TAIL = """
Areas that `region` knows, beside every province by its code and name:
{areas}.

`tier:b -proposed:b` finds whoever is in another tier than the policy proposes now: docs/tiers.md.

A filter is saved as a pool: docs/pools.md.

## Answers

* **Order**: `relevance` (where text is looked for), `score` (activity now) or `freshness` (last update).
  Relevance is worked out over 500 people at a time, the most active first; the cursor goes on through all of them.
* **Counts** (`count`, `facets`) are exact up to about 5,000 people; beyond that they are estimates from samples of the
  pool, `exact` is false, and 19 of 20 times the total is within `margin`.
* **Matches** say in which text, and where in it, the words stand.
* **meant**: when nobody is found, words near to a Latin word, tag or city that is in no dossier.
* Addresses of pages are logged everywhere, so GET takes no words (`text_in_address`); POST takes all.

## What can be wrong

A filter that can't be read is `bad_filter`, and `faults` says where: `begin` and `end` in letters of the text, or a
JSON pointer. The command line marks the place. In Chinese for whoever asks so (`Accept-Language`, RENMAI_LANGUAGE).

| code | what it means |
|---|---|
"""


def page() -> str:
    rows = ["| field | also | signs | values | finds |", "|---|---|---|---|---|", *(_row(each) for each in FIELDS)]
    areas = ", ".join(f"`{name}` ({', '.join(names)})" for name, (names, _) in AREAS.items())
    faults = [f"| `{code}` | {message} |" for code, message in MESSAGES.items()]
    return HEAD + "\n".join(rows) + "\n" + TAIL.format(areas=areas) + "\n".join(faults) + "\n"


_VALUES = {
    "words": "any text",
    "key": "a tag",
    "city": "a city",
    "region": "a code or name",
    "code": "a code",
    "actor": "an actor",
    "moment": "a length or a date",
    "consent": "PURPOSE or PURPOSE/CHANNEL",
}


def _row(field: Field) -> str:
    signs = ": >= <= > <" if field.kind in ORDERED else ":"
    signs = signs.removeprefix(": ") if field.name == "score" else signs
    values = f"0 to {field.largest}" if field.kind == "number" else _VALUES.get(field.kind, "")
    if field.choices:
        values = ", ".join(f"{name} ({', '.join(also)})" if also else name for name, also in field.choices.items())
    return f"| `{field.name}` | {', '.join(field.also)} | `{signs}` | {values} | {field.says} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
