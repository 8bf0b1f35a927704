"""What a person wrote themselves, without what they quote and without their signature.

`mail-parser-reply` knows how mail programs of the West introduce a quotation; the lines of Chinese ones are ours.
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
        | (?:在|于)?\s*\d{4}\s*[-年/].{1,120}(?:写道|寫道)\s*[:：]\s*
        | (?:发自|来自)我的.{1,30}
    )$""",
    re.MULTILINE | re.VERBOSE,
)


def own_words(text: str) -> str:
    """Of a mail's plain text; what stands between quotations is kept. Empty where all of it is quoted."""
    plain = text[:LONGEST].replace("\r\n", "\n")
    if found := _CHINESE.search(plain):
        plain = plain[: found.start()]
    read = EmailReplyParser(languages=LANGUAGES).read(plain)
    own = read.replies[0].body if read.replies else plain
    return "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">")).strip()
