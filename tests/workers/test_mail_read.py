"""A mail as mail programs make it: what a person wrote themselves, and what a machine wrote for them."""

from email.message import EmailMessage

import pytest

from domain.stop_words import stop_word
from domain.vocabulary import AutoReply, StopWord
from workers.mailbox.quoted import own_words
from workers.mailbox.read import read

CONTACT = "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
OURS = f"<{CONTACT}@corp.example>"
SAID = "可以，下周四聊"
QUOTED = {
    "Gmail": "\n\nOn Mon, Nov 1, 2026 at 9:00 AM Li Na <li@corp.example> wrote:\n\n> Are you free?\n> STOP",
    "Gmail, a long line": "\n\nOn Mon, Nov 1, 2026 at 9:00 AM Li Na of Recruiting\n<li@corp.example> wrote:\n\n> hi",
    "Gmail in Chinese": "\n\nLi Na <li@corp.example> 于2026年11月1日周一 09:00写道：\n\n> 有空吗？\n> 退订请点这里",
    "Gmail in Chinese, a long line": (
        "\n\nLi Na of Recruiting at Corp <li.na.of.recruiting@corp.example>\n于2026年11月1日周一 09:00写道：\n\n> 退订"
    ),
    "Apple Mail": "\n\n> On 1 Nov 2026, at 09:00, Li Na <li@corp.example> wrote:\n> \n> Are you free?",
    "iPhone": "\n\n发自我的 iPhone\n\n> 在 2026年11月1日，上午9:00，Li Na <li@corp.example> 写道：\n> \n> 有空吗？",
    "Outlook": (
        "\n\n________________________________\nFrom: Li Na <li@corp.example>\nSent: Monday, November 1, 2026 9:00 AM\n"
        "To: Wang <wang@example.com>\nSubject: Hello\n\nAre you free? STOP"
    ),
    "Outlook in Chinese": (
        "\n\n________________________________\n发件人: Li Na <li@corp.example>\n发送时间: 2026年11月1日 9:00\n"
        "收件人: wang@example.com\n主题: 您好\n\n有空吗？退订"
    ),
    "Outlook in German": (
        "\n\nVon: Li Na <li@corp.example>\nGesendet: Montag, 1. November 2026 09:00\nAn: wang@example.com\n"
        "Betreff: Hallo\n\nHaben Sie Zeit?"
    ),
    "QQ": (
        '\n\n------------------ 原始邮件 ------------------\n发件人: "Li Na" <li@corp.example>;\n'
        '发送时间: 2026年11月1日(星期一) 上午9:00\n收件人: "wang" <wang@example.com>;\n\n有空吗？退订'
    ),
    "163": '\n\n\n\n在 2026-11-01 09:00:00，"Li Na" <li@corp.example> 写道：\n\n有空吗？退订',
    "163 in English": '\n\n\n\nAt 2026-11-01 09:00:00, "Li Na" <li@corp.example> wrote:\n\nAre you free? STOP',
    "网易邮箱大师": "\n\n---- 回复的原邮件 ----\n发件人 Li Na\n日期 2026年11月01日 09:00\n收件人 wang\n\n有空吗？退订",
    "Foxmail": "\n\n\n \n发件人： Li Na\n发送时间： 2026-11-01 09:00\n收件人： wang\n主题： 您好\n有空吗？退订",
    "Feishu": "\n\n发件人: Li Na<li@corp.example>\n日期: 2026年11月1日 周一 09:00\n收件人: wang\n有空吗？退订",
    "Thunderbird": "\n\nOn 01/11/2026 09:00, Li Na wrote:\n> Are you free?\n> STOP",
    "Yahoo": (
        "\n\n    On Monday, November 1, 2026, 09:00:00 AM GMT+8, Li Na <li@corp.example> wrote:  \n \n"
        " Are you free? STOP"
    ),
}


@pytest.mark.parametrize("program", QUOTED)
def test_what_a_mail_program_quotes_is_cut_off(program: str) -> None:
    assert own_words(SAID + QUOTED[program]) == SAID


@pytest.mark.parametrize("program", QUOTED)
def test_a_stop_above_a_quotation_is_the_whole_message(program: str) -> None:
    assert stop_word(own_words("退订" + QUOTED[program])) is StopWord.WHOLE


HTML = {
    "Gmail": (
        '<div class="gmail_attr">On Mon, Nov 1, 2026 Li &lt;li@corp.example&gt; wrote:<br></div>'
        "<blockquote>STOP</blockquote>"
    ),
    "Outlook": (
        '<div id="divRplyFwdMsg"><b>From:</b> Li<br><b>Sent:</b> Monday<br><b>To:</b> Wang<br><b>Subject:</b> x</div>'
        "<div>STOP</div>"
    ),
    "QQ": (
        "<div>------------------&nbsp;原始邮件&nbsp;------------------</div><div><div><b>发件人:</b>&nbsp;Li;</div>"
        "<div><b>发送时间:</b>&nbsp;2026年11月1日</div></div><div>退订</div>"
    ),
}


@pytest.mark.parametrize("program", HTML)
def test_of_a_mail_in_html_alone_what_it_quotes_is_cut_off_as_well(program: str) -> None:
    made = EmailMessage()
    made["From"] = "wang@example.com"
    made.set_content(f"<html><body><div>{SAID}</div><br>{HTML[program]}</body></html>", subtype="html")
    assert read(made.as_bytes()).said == SAID


@pytest.mark.parametrize(
    "signature",
    [
        "\n-- \nWang Xiaoming\nEngineer, Corp",
        "\n\nSent from my iPhone",
        "\n\n发自我的 iPhone",
        "\n\n发自 Outlook for iOS",
        "\n\n获取 Outlook for iOS<https://aka.ms/o0ukef>",
        "\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>",
        "\n\nSent from Yahoo Mail on Android",
        "\n\n来自我的华为手机",
        "\n\n发自小米手机",
    ],
)
def test_a_stop_above_a_signature_is_the_whole_message(signature: str) -> None:
    assert stop_word(own_words(f"退订{signature}")) is StopWord.WHOLE


def test_an_answer_between_the_lines_is_kept_without_what_it_answers() -> None:
    said = "On Mon, Nov 1, 2026 at 9:00 AM Li Na <li@corp.example> wrote:\n> When?\nThursday\n> Where?\nIn the office\n"
    assert own_words(said) == "Thursday\nIn the office"


@pytest.mark.parametrize(
    "said",
    [
        "发自内心地感谢您！\n我下周四有空。",
        "来自我的推荐，\n我想应聘",
        "我想应聘\n来自北京",
        "我于2020年毕业，之后写道：哈哈\n请联系我",
        "From: my own experience\nI can say yes",
    ],
)
def test_nothing_that_a_person_wrote_is_taken_for_a_quotation_or_a_signature(said: str) -> None:
    assert own_words(said) == said


def mail(said: str = "I am away", subject: str = "Re: Hello", **headers: str) -> bytes:
    made = EmailMessage()
    given = {"From": "wang@example.com", "Subject": subject, "Message-ID": "<1@example.com>", "In-Reply-To": OURS}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(said)
    return made.as_bytes()


MACHINES = {
    "RFC 3834": (mail("Out of office until Monday", Auto_Submitted="auto-replied"), AutoReply.OUT_OF_OFFICE),
    "RFC 3834, with a parameter": (mail("x", Auto_Submitted="auto-replied; owner-email=x"), AutoReply.OTHER),
    "Exchange": (
        mail("我正在休假", "自动答复: 您好", X_Auto_Response_Suppress="All", Auto_Submitted="auto-generated"),
        AutoReply.OUT_OF_OFFICE,
    ),
    "Exchange by a rule": (
        mail("I am out of the office.", X_Auto_Response_Suppress="DR, OOF, All"),
        AutoReply.OUT_OF_OFFICE,
    ),
    "Gmail": (mail("On vacation", Precedence="bulk", X_Autoreply="yes"), AutoReply.OUT_OF_OFFICE),
    "QQ": (mail("您的邮件已收到", "自动回复:Re: 您好", X_QQ_Mail_Autoreply="yes"), AutoReply.OTHER),
    "163": (mail("邮件已收到，我会尽快回复。", "自动回复:Re: 您好"), AutoReply.OTHER),
    "in German": (mail("Ich bin bis Montag nicht im Haus", "Automatische Antwort: Hallo"), AutoReply.OTHER),
    "a list": (mail("Digest", List_Id="<talk.example.com>"), AutoReply.OTHER),
    "a ticket": (mail("We have opened ticket 5", Auto_Submitted="auto-generated"), AutoReply.OTHER),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_a_machines_answer_is_none_of_a_person(machine: str) -> None:
    content, kind = MACHINES[machine]
    assert read(content).automatic is kind


@pytest.mark.parametrize(
    "content",
    [
        mail("I was out of the office, sorry. Thursday is fine."),
        mail("我下周休假，之后可以聊"),
        mail("STOP", Auto_Submitted="no"),
        mail("Let us stop by on Monday", X_Auto_Response_Suppress="OOF"),
        mail("Auto industry is my field", "Re: Auto engineers wanted"),
    ],
)
def test_a_person_who_speaks_of_holidays_is_a_person(content: bytes) -> None:
    found = read(content)
    assert (found.automatic, found.report, [str(each) for each in found.answers]) == (None, None, [CONTACT])
