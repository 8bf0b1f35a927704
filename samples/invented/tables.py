"""People in columns: CSV with English headings, GB18030 with Chinese ones, XLSX, and LinkedIn's export."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from samples.invented.dice import Dice
from samples.invented.files import Entry
from samples.invented.people import Invented
from samples.invented.spreadsheet import Cell, workbook
from samples.invented.world import COUNTRIES, INTENTS, LEVELS, MONEY, TAGS


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """With the line ends that spreadsheets write."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def applicants(roster: list[Entry]) -> bytes:
    dice = Dice("applicants.csv")
    rows = [
        ("Candidate ID", "First Name", "Last Name", "Email", "Phone", "City", "Country", "Current Company",
         "Current Title", "Highest Degree", "School", "Field of Study", "Graduation Year", "Skills",
         "Years of Experience", "Expected Salary", "Languages", "Job search status", "Tags", "Do Not Contact",
         "Heard of us through"),
    ]  # fmt: skip
    for entry in roster:
        it = entry.person
        rows.append(
            (
                entry.id, latin(it)[0], latin(it)[1], it.email, it.phone, it.city.en, COUNTRIES[it.country].en,
                it.firm.en,
                it.title.en, LEVELS[it.level].en, it.school.en, it.trade.major.en, str(it.graduated),
                "; ".join(skill.en for skill in it.skills), str(max(0, 2025 - it.graduated)),
                f"{MONEY[it.country]} {it.pay * 12},000 per year", _languages(dice, it), INTENTS[it.intent].en,
                dice.pick(TAGS).en if dice.chance(0.4) else "", "yes" if dice.chance(0.03) else "",
                dice.pick(("a friend", "trade fair", "search engine", "")),
            )
        )  # fmt: skip
    return as_csv(rows).encode()


def candidates(roster: list[Entry]) -> bytes:
    dice = Dice("candidates-gb18030.csv")
    rows = [
        ("编号", "姓名", "手机号码", "邮箱", "出生年月", "现居城市", "学历", "毕业院校", "专业", "毕业时间",
         "当前公司", "当前职位",
         "参加工作时间", "技能", "期望月薪", "求职状态", "标签", "备注", "是否退订", "应聘渠道"),
    ]  # fmt: skip
    for entry in roster:
        it = entry.person
        remark = dice.pick(("", "", "内推，推荐人已核实", "校招会上聊过，表达清楚", "可接受出差", "希望离家近"))
        rows.append(
            (
                entry.id, it.name, written(it.phone, dice), it.email, f"{it.born.year}年{it.born.month}月",
                f"{it.city.zh}市", f"{'全日制' if it.full_time else '非全日制'}{LEVELS[it.level].zh}", it.school.zh,
                it.trade.major.zh, f"{it.graduated}.06", it.firm.zh, it.title.zh, f"{it.graduated}年7月",
                "、".join(skill.zh for skill in it.skills), f"{it.pay}K-{it.pay + 5}K", INTENTS[it.intent].zh,
                dice.pick(TAGS).zh if dice.chance(0.4) else "", remark, "是" if dice.chance(0.03) else "",
                dice.pick(("官网", "招聘网站", "内推", "公众号")),
            )
        )  # fmt: skip
    return as_csv(rows).encode("gb18030")


def talent_pool(roster: list[Entry]) -> bytes:
    """A title above the headings, telephone numbers stored as numbers, dates as dates, a second sheet."""
    dice = Dice("talent-pool.xlsx")
    rows: list[list[Cell]] = [
        ["人才库汇总（虚构数据）"],
        ["人才编号", "姓名", "英文名", "联系电话", "电子邮箱", "微信号", "所在城市", "国家", "最高学历",
         "毕业学校", "目前公司",
         "目前职位", "入职日期", "工作年限", "专业技能", "期望年薪", "跳槽意向", "人员状态", "语言能力"],
    ]  # fmt: skip
    for entry in roster:
        it = entry.person
        chinese_mobile = it.phone.startswith("+86")
        rows.append(
            [
                entry.id, it.name, f"{it.called.latin_given} {it.called.latin_family}" if it.in_han else None,
                int(it.phone[3:]) if chinese_mobile else it.phone, it.email,
                f"wx_{it.latin.replace('.', '_')}_{it.number}" if dice.chance(0.6) else None,
                it.city.zh, COUNTRIES[it.country].zh, LEVELS[it.level].zh, it.school.zh, it.firm.zh, it.title.zh,
                date(dice.between(2018, 2024), dice.between(1, 12), dice.between(1, 28)), max(0, 2025 - it.graduated),
                "、".join(skill.zh for skill in it.skills), f"{it.pay * 12 // 10}-{it.pay * 12 // 10 + 6}万/年",
                INTENTS[it.intent].zh, dice.weighed({"潜在人选": 8, "前员工": 2, "内推人": 1}),
                "英语（C1）" if it.full_time else None,
            ]
        )  # fmt: skip
    notes: list[list[Cell]] = [["说明"], ["本表每季度更新一次；第二张表不会被导入。"]]
    return workbook({"人才库": rows, "说明": notes})


def connections(roster: list[Entry]) -> bytes:
    """As LinkedIn exports them: notes above the headings, hardly any e-mail address."""
    dice = Dice("Connections.csv")
    notes = (
        "Notes:\r\n"
        '"When exporting your connection data, you may notice that some of the email addresses are missing. '
        'You will only see email addresses for connections who have allowed their connections to see them."\r\n\r\n'
    )
    rows = [("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")]
    for entry in roster:
        it = entry.person
        connected = date(dice.between(2016, 2025), dice.between(1, 12), dice.between(1, 28)).strftime("%d %b %Y")
        email = it.email if dice.chance(0.15) or it.copy else ""
        rows.append((it.given, it.family, entry.id, email, it.said(it.firm), it.said(it.title), connected))
    return (notes + as_csv(rows)).encode()


def latin(it: Invented) -> tuple[str, str]:
    """Given and family name as an English form has them."""
    return (it.called.latin_given, it.called.latin_family) if it.in_han else (it.given, it.family)


def written(phone: str, dice: Dice) -> str:
    """A Chinese number in one of the ways in which people write it."""
    bare = phone.removeprefix("+86")
    ways = (bare, bare, f"{bare[:3]}-{bare[3:7]}-{bare[7:]}", f"+86 {bare[:3]} {bare[3:7]} {bare[7:]}", f"0086{bare}")
    return dice.pick(ways) if phone.startswith("+86") else phone


def _languages(dice: Dice, it: Invented) -> str:
    other = {"CN": "Mandarin", "DE": "German", "FR": "French"}.get(it.country, "Spanish")
    return f"English (C2), {other} ({dice.pick(('A2', 'B1', 'B2', 'C1'))})"
