"""What recruiters and candidates say in the stories, in English and Chinese."""

from typing import NamedTuple

from samples.invented.world import TRADES, Both, both


class Job(NamedTuple):
    number: str
    title: Both
    org_unit: str
    family: str


JOBS = tuple(
    Job(f"J-{100 + at}", title, f"unit-{at % 6 + 1}", trade.code)
    for at, (trade, title) in enumerate((trade, title) for trade in TRADES for title in trade.titles)
)
OWNERS = ("user:robin", "user:sky", "user:lin", "user:toni")
INTERVIEWERS = ("user:interviewer-1", "user:interviewer-2", "user:interviewer-3", "Mr Farrow", "唐经理")
"""Some by their ids, some by a name, as old systems have them."""
POOLS = ("engineering", "sales", "campus", "key-talent")
AREAS = both("""
cloud native=云原生
artificial intelligence=人工智能
big data=大数据
green energy=新能源
""")
WHY = both("""
salary expectations too high=薪资预期不符
job fit 70 per cent=岗位匹配度不够
lack of experience with business customers=缺乏ToB项目经验
culture fit=文化价值观不合
location does not suit=工作地点不合适
needs a long notice period=到岗时间太晚
""")
TALKS = (
    ("Sent the description of the open position.", "发送了岗位说明，对方表示需要考虑一周。"),
    ("Asked how things are going; a project ends in autumn.", "问了近况，手上的项目秋天结束。"),
    ("Would move for a lead role, not for money alone.", "愿意为带团队的机会换工作，不只看薪资。"),
    ("Congratulated on the new position.", "祝贺对方晋升，约定半年后再聊。"),
)
REMARKS = (
    ("Clear thinker, judges the market well; stay in touch.", "思路清楚，对市场判断准确，建议保持联系。"),
    ("Knows the craft, has led no team yet.", "专业扎实，还没有带过团队。"),
    ("Quiet at first, then very concrete; good questions.", "开始话不多，后来讲得很具体，问题问得好。"),
    ("Too little experience with customers for this position.", "客户侧经验偏少，暂时不适合这个岗位。"),
)
