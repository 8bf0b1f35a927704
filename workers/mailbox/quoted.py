"""What a person wrote themselves, without what they quote and without their signature.

`mail-parser-reply` knows how mail programs of the West introduce a quotation; the lines of Chinese ones, and what some
say of themselves, are ours.
"""

import re

from mailparser_reply import EmailReplyParser

LONGEST = 200_000
"""Letters that are looked at."""
LANGUAGES = ["en", "zh", "de", "fr", "es", "it", "nl", "ja", "ko", "pl"]
_CHINESE = re.compile(
    r"""^[ \t>]*(?:
        -{3,}\s*(?:原始邮件|原邮件|原始信件|回复的原邮件|转发邮件|Original)\s*-{3,}.*
        | (?:发件人|寄件者|寄件人)\s*[:：].*\n[ \t>]*(?:发送时间|发送日期|日期|时间|收件人|寄件日期|收件者)\s*[:：].*
        | (?:.{1,200}\n?[ \t>]*于|在|于)?\s*\d{4}\s*[-年/].{1,200}(?:写道|寫道)\s*[:：]\s*
        | At[ ]\d{4}-\d\d-\d\d[ ]\d\d:\d\d.{1,200}wrote:\s*
    )$""",
    re.MULTILINE | re.VERBOSE,
)
_SENT_FROM = re.compile(
    r"""(?:\A|\n)[ \t]*(?:
        (?:发自|来自)\s*(?:我的|.{0,12}(?:手机|邮箱|Outlook|iPhone|iPad|Android|Foxmail)).{0,40}
        | Sent[ ]from[ ](?:my|Yahoo|Mail|Outlook|Samsung|AOL|Proton).{0,60}
        | (?:获取|下载|Get)\s*Outlook.{1,80}
    )\s*\Z""",
    re.VERBOSE,
)
"""What programs put under a message of themselves: only where nothing of the person's follows."""


def own_words(text: str) -> str:
    """Of a mail's plain text; what stands between quotations is kept. Empty where all of it is quoted."""
    plain = text[:LONGEST].replace("\r\n", "\n")
    if found := _CHINESE.search(plain):
        plain = plain[: found.start()]
    read = EmailReplyParser(languages=LANGUAGES).read(plain)
    own = read.replies[0].body if read.replies else plain
    kept = "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">"))
    return _SENT_FROM.sub("", kept).strip()
