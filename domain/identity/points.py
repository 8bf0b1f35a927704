"""Ways to reach a person, in the form in which two spellings of one are equal; generic ones are left out.

A canonical key is for comparing only: the record keeps the value that was said.
"""

import re
from functools import lru_cache

from domain.identity.letters import folded, words
from domain.remembered import A_FEW

_GENERIC_LOCALS = frozenset(
    words("""
    info hr jobs job career careers recruit recruiting recruitment recruiter talent hiring admin
    administrator contact office mail email sales support help service services team hello noreply no-reply
    donotreply do-not-reply postmaster webmaster root test none null na nobody unknown anonymous resume
    resumes cv apply application applications zhaopin hrd personnel staff webform enquiries enquiry inquiry
    feedback abuse bounce mailer-daemon candidate
""")
)
_GENERIC_HOSTS = frozenset(["users.noreply.github.com", "noreply.github.com", "localhost", "localdomain", "none"])
_ONE_MAILBOX = {"googlemail.com": "gmail.com"}
_RUNS = frozenset(["12345678", "87654321", "23456789"])
_NO_DIGIT = re.compile(r"\D")
_NUMBERED = re.compile(r"^\d+\+")
_PROFILES = re.compile(
    r"^(?:[a-z]+\.)?(?:linkedin\.com/in|linkedin\.com/pub|github\.com|gitlab\.com|twitter\.com|x\.com|facebook\.com|zhihu\.com/people"
    r"|maimai\.cn/contact/share/card|stackoverflow\.com/users/\d+|xing\.com/profile|medium\.com|gitee\.com|weibo\.com"
    r"|instagram\.com|t\.me|kaggle\.com|behance\.net|dribbble\.com)/@?([^/]+)"
)


def email_key(address: str) -> str | None:
    """In lower case, without a tag, one mailbox of Google's once; None where it is nobody's own.

    What is no address (`hannah88opowersc@m`) is kept as it came: it can still be near to one.
    """
    text = address.strip().lower()
    local, at, host = text.rpartition("@")
    if not at:
        return text if len(text) >= 8 and " " not in text else None
    host = _ONE_MAILBOX.get(host, host)
    if host in _GENERIC_HOSTS:
        return f"{local}@{host}" if host == "users.noreply.github.com" or _NUMBERED.match(local) else None
    if "+" in local:
        local = local.split("+", 1)[0] or local
    if host == "gmail.com":
        local = local.replace(".", "")
    bare = local.replace(".", "").replace("_", "")
    if (
        not bare
        or bare in _GENERIC_LOCALS
        or local in _GENERIC_LOCALS
        or host.endswith((".local", ".localdomain", ".(none)"))
    ):
        return None
    return f"{local}@{host}"


def local_part(key: str) -> str:
    """Of an e-mail key, without dots and underscores; empty where it says little."""
    local = key.rpartition("@")[0]
    if not local:
        return ""
    if key.endswith("@users.noreply.github.com"):
        local = _NUMBERED.sub("", local)
    bare = _unjointed(local)
    return bare if (len(bare) >= 3 and not bare.isdigit()) or len(bare) >= 7 else ""


def _unjointed(name: str) -> str:
    return name.replace(".", "").replace("_", "").replace("-", "")


def phone_key(number: str) -> str | None:
    """The number as it is (E.164); None where its last digits are all the same or a plain run."""
    digits = number.removeprefix("+")
    if not digits.isdecimal():
        digits = _NO_DIGIT.sub("", number)
    if len(digits) < 6:
        return None
    tail = digits[-7:]
    differing = len(set(tail))
    if differing == 1 or digits[-8:] in _RUNS or (differing == 2 and len(set(digits)) == 2):
        return None
    return f"+{digits}" if number.lstrip().startswith("+") else digits


def url_key(address: str) -> str | None:
    """Host and path, without the scheme, `www.` and what follows `?`; None where it is no address."""
    text = address.strip().lower().split("?", 1)[0].split("#", 1)[0].rstrip("/")
    text = text.partition("://")[2] or text
    text = text.removeprefix("www.").removeprefix("m.")
    profile = _PROFILES.match(re.sub(r"^[a-z]{2}\.(?=linkedin)", "", text))
    if profile:
        return profile[0].removeprefix("www.")
    return text if "." in text and len(text) >= 6 else None


def wechat_key(name: str) -> str | None:
    """With its kind before it, as it is kept beside the addresses of profiles."""
    plain = name.strip().lower()
    return f"wechat:{plain}" if plain else None


def url_handle(key: str) -> str:
    """The user's name in a profile's address; empty elsewhere."""
    profile = _PROFILES.match(key)
    return _unjointed(profile[1]) if profile else ""


_LEGAL = frozenset(
    words("""
    inc incorporated ltd limited llc gmbh ag co company corp corporation plc sa sas sarl srl spa bv nv kg oy
    ab pty group holding holdings the kgaa ev eg pte sdn bhd
""")
)
_LEGAL_HAN = re.compile(r"股份(?:有限)?(?:责任)?公司$|有限(?:责任)?公司$|责任公司$|公司$|集团$|\(.*?\)|（.*?）")


@lru_cache(A_FEW)
def organisation_key(name: str) -> str:
    """An employer's or a school's name without its legal form; empty where nothing is left."""
    plain = folded(name if name.isascii() and "(" not in name else _LEGAL_HAN.sub("", name))
    words = [word for word in plain.split() if word not in _LEGAL]
    return " ".join(words) or plain
