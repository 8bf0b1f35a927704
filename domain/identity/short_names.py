"""Short forms of given names in Latin script."""

from functools import lru_cache

from domain.remembered import A_FEW

_SHORT = """
robert: bob bobby rob robbie bert
william: bill billy will willy liam
richard: rick dick rich ricky
james: jim jimmy jamie
john: jack johnny jon
michael: mike mick mikey
edward: ed eddie ted ned
charles: charlie chuck chas
thomas: tom tommy
joseph: joe joey
margaret: peggy meg maggie greta
elizabeth: liz beth betty eliza lisa lizzie
katherine: kate kathy katie kat
catherine: kate cathy katie
anthony: tony
alexander: alex sasha sandy alec
alexandra: alex sasha sandra
alexey: alex lyosha
dmitry: dima mitya dmitri dmitriy
sergey: serge sergei
yevgeny: eugene evgeny zhenya
mikhail: misha michael
nicholas: nick nico
nikolai: kolya nick nikolay
andrew: andy drew
lawrence: larry
stephen: steve steven stefan
steven: steve stephen
peter: pete
matthew: matt
frederick: fred freddy
henry: harry hank
samuel: sam
benjamin: ben benny
gregory: greg
jeffrey: jeff geoff
geoffrey: geoff jeff
kenneth: ken kenny
ronald: ron ronnie
donald: don donnie
patrick: pat paddy
patricia: pat patty trish
susan: sue suzie
deborah: deb debbie
jennifer: jen jenny
jonathan: jon john
zachary: zach zack
jacob: jake
theodore: ted theo
oliver: ollie
francis: frank
francisco: paco
jose: pepe
wilhelm: willi
johannes: hans johann
heinrich: heinz
friedrich: fritz
maximilian: max
abigail: abby gail
isabella: bella izzy
amelia: amy millie
"""
_FORMS: dict[str, frozenset[str]] = {
    name: frozenset(forms.split()) for name, _, forms in (line.partition(":") for line in _SHORT.strip().splitlines())
}
_LONG: dict[str, set[str]] = {}
"""Of which names somebody's may be short."""
for _name, _forms in _FORMS.items():
    for _form in _forms:
        _LONG.setdefault(_form, set()).add(_name)
_NONE: frozenset[str] = frozenset()
_SHORTEST = 3


@lru_cache(A_FEW)
def same_person_short(one: str, other: str) -> bool:
    """Whether one is a short form of the other, or both of a third; `dan` and `daniel` need no table."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) >= _SHORTEST and len(long) - len(short) >= 2 and long.startswith(short):
        return True
    if short in _FORMS.get(long, ()) or long in _FORMS.get(short, ()):
        return True
    return not _LONG.get(one, _NONE).isdisjoint(_LONG.get(other, _NONE))
